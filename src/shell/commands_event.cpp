#include "shell/commands.h"
#include "shell/domain_parts.h"
#include "shell/event_collector.h"
#include "shell/event_text.h"
#include "shell/shell.h"
#include "shell/signal_pipe.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>

namespace twinvirt {

namespace {

Error invalid(const std::string& text) {
    return {ErrorCode::invalidArgument, text};
}

/// What the options let through.
struct EventFilter {
    std::optional<std::string> type;
    std::optional<DomainIdentity> domain;

    [[nodiscard]] bool takes(const DomainEvent& event) const {
        return (!type || *type == event.type) && (!domain || domain->uuid == event.domain.uuid);
    }
};

Result<EventFilter> filterOf(Shell& shell, const ParsedCommand& command) {
    EventFilter filter;
    filter.type = command.text("event");
    const auto& types = domainEventTypes();
    if (filter.type && std::find(types.begin(), types.end(), *filter.type) == types.end())
        return invalid("unknown event type " + *filter.type);
    if (!filter.type && !command.has("all"))
        return invalid("one of --list, --all, or --event <type> is required");
    if (const auto name = command.text("domain")) {
        auto* connection = TRY(shell.connection());
        filter.domain = TRY(connection->lookup(*name)).record.identity;
    }
    return filter;
}

/// Prints what comes until there was one (or for ever with --loop), a signal, or the time is up.
Result<int> collect(Shell& shell, const ParsedCommand& command, EventCollector& events,
                    const EventFilter& filter, std::optional<std::chrono::seconds> patience) {
    const auto signals = TRY(SignalPipe::open({SIGINT, SIGTERM, SIGHUP, SIGQUIT}));
    const auto deadline =
        std::chrono::steady_clock::now() + patience.value_or(std::chrono::hours(24 * 365));
    const EventFormat format{command.has("timestamp"), command.has("json")};
    std::size_t count = 0;
    bool interrupted = false;
    bool late = false;
    while (!interrupted && !late && (count == 0 || command.has("loop"))) {
        const auto came = TRY(events.wait(deadline, signals.fd()));
        shell.remarkErrors(events.takeLost());
        for (const auto& event : came) {
            if (!filter.takes(event) || (count > 0 && !command.has("loop")))
                continue;
            shell.print(formatEvent(event, format));
            ++count;
        }
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
            return Error{ErrorCode::operationFailed, "event: nobody reads what is printed"};
        interrupted = signals.take() != 0;
        late = std::chrono::steady_clock::now() >= deadline;
    }
    if (command.has("json"))
        return count > 0 ? 0 : 1;
    if (interrupted)
        shell.print("event loop interrupted\n");
    else if (late && (count == 0 || command.has("loop")))
        shell.print("event loop timed out\n");
    shell.print("events received: " + std::to_string(count) + "\n");
    return count > 0 ? 0 : 1;
}

Result<int> event(Shell& shell, const ParsedCommand& command) {
    if (command.has("list")) {
        for (const auto& type : domainEventTypes())
            shell.print(type + "\n");
        return 0;
    }
    constexpr std::array<std::string_view, 2> which{"all", "event"};
    TRY(requireAtMostOne(command, which));
    const auto filter = TRY(filterOf(shell, command));
    const auto timeout = TRY(command.number("timeout", 1));
    auto* connection = TRY(shell.connection());
    const auto drivers = TRY(connection->drivers());
    auto events = TRY(EventCollector::open(drivers));
    shell.remarkUnavailable(*connection);
    shell.remarkErrors(events.takeLost());
    const auto patience = timeout ? std::optional(std::chrono::seconds(*timeout)) : std::nullopt;
    return collect(shell, command, events, filter, patience);
}

constexpr OptionDefinition eventOptions[]{
    option::namedOnly({.name = "domain",
                       .type = OptionType::text,
                       .help = "filter by domain name, id or uuid",
                       .completion = Completion::domain}),
    option::namedOnly(option::text("event", "which event type to wait for",
                                   "lifecycle|reboot|tunable|balloon-change|watchdog|io-error|"
                                   "graphics|control-error|device-added|device-removed|"
                                   "agent-lifecycle|metadata-change|job-completed")),
    option::flag("all", "wait for all events instead of just one type"),
    option::flag("loop", "loop until timeout or interrupt, rather than one-shot"),
    option::namedOnly(option::number("timeout", "timeout seconds")),
    option::flag("list", "list valid event types"),
    option::flag("timestamp", "show timestamp for each printed event"),
    option::flag("json", "print each event as one line of JSON"),
};

} // namespace

constinit const CommandDefinition eventCommand{
    .name = "event",
    .help = "Domain Events",
    .description =
        "List event types, or wait for domain events to occur. Events of containers are seen by "
        "looking at what changes, whoever changes it: a container that has ended and gone before "
        "anyone could look, within a millisecond or so, tells nothing.",
    .options = eventOptions,
    .run = event,
};

} // namespace twinvirt
