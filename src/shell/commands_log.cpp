#include "shell/commands.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "shell/signal_pipe.h"
#include "xml/domain_xml.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <unistd.h>

namespace twinvirt {

namespace {

/// The next piece of the log; empty at its end.
Result<std::string> readPiece(const UniqueFd& log) {
    std::array<char, 16384> buffer{};
    ssize_t count = 0;
    do
        count = ::read(log.get(), buffer.data(), buffer.size());
    while (count < 0 && errno == EINTR);
    if (count < 0 && errno != ECONNRESET)
        return systemError("read the log");
    return std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
}

/// Prints what comes, until the log ends, nobody reads us any more, or ^C: the signal, or 0.
Result<int> follow(Shell& shell, const UniqueFd& log) {
    const auto signals = TRY(SignalPipe::open({SIGINT}));
    while (true) {
        std::array<pollfd, 2> polled{{{log.get(), POLLIN, 0}, {signals.fd(), POLLIN, 0}}};
        if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
            return systemError("poll the log");
        if (const int signal = signals.take(); signal != 0)
            return signal;
        if (polled[0].revents == 0)
            continue;
        const auto piece = TRY(readPiece(log));
        shell.print(piece);
        if (piece.empty() || std::fflush(stdout) != 0)
            return 0;
    }
}

Result<int> logs(Shell& shell, const ParsedCommand& command) {
    constexpr std::string_view exclusive[]{"follow", "json"};
    TRY(requireAtMostOne(command, exclusive));
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    const auto log = domain.driver->guest().openLog(identity, command.text("devname").value_or(""),
                                                    command.has("follow"));
    if (!log)
        return shell.failed("Failed to read the log of domain '" + identity.name + "'",
                            log.error());
    if (command.has("follow")) {
        const int signal = TRY(follow(shell, *log));
        if (signal != 0 && !shell.isInteractive())
            ::raise(signal); // as of any program that is interrupted
        shell.print(signal != 0 ? "\n" : "");
        return 0;
    }
    std::string whole;
    for (auto piece = TRY(readPiece(*log)); !piece.empty(); piece = TRY(readPiece(*log)))
        whole += piece;
    shell.print(command.has("json") ? formatJson(JsonRecord{{"name", identity.name},
                                                            {"uuid", identity.uuid.toString()},
                                                            {"log", whole}})
                                    : whole);
    return 0;
}

Result<int> ttyconsole(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    const auto xml = TRY(domain.driver->dumpXml(identity, {}));
    const auto definition = TRY(readDomainDefinition({identity.name + ".xml", xml}));
    const auto& consoles = definition.devices.consoles;
    if (consoles.empty() || !consoles.front().tty)
        return Error{ErrorCode::operationInvalid,
                     domain.record.id ? "The domain has no console that is a terminal of the host"
                                      : "The domain is not running"};
    if (command.has("json"))
        shell.print(formatJson(JsonRecord{{"name", identity.name},
                                          {"uuid", identity.uuid.toString()},
                                          {"tty", *consoles.front().tty}}));
    else
        shell.print(*consoles.front().tty + "\n");
    return 0;
}

constexpr OptionDefinition logsOptions[]{
    option::domain(),
    option::text("devname", "character device name"),
    option::flag("follow",
                 "go on with what is printed from now on, until the domain ends or Ctrl-C"),
    option::json(),
};
constexpr OptionDefinition ttyconsoleOptions[]{option::domain(), option::json()};

} // namespace

constinit const CommandDefinition logsCommand{
    .name = "logs",
    .help = "show what the guest printed on its console",
    .description = "The last 64 KiB of it: of this run, or of the last one when the domain is shut "
                   "off. A machine\n    has them when its <serial> has a <log file='...'/>.",
    .options = logsOptions,
    .run = logs,
    .rawOutput = true,
};
constinit const CommandDefinition ttyconsoleCommand{
    .name = "ttyconsole",
    .help = "tty console",
    .description = "Output the device for the TTY console.",
    .options = ttyconsoleOptions,
    .run = ttyconsole,
};

} // namespace twinvirt
