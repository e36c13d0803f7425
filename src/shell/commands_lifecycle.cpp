#include "shell/commands.h"
#include "shell/console_session.h"
#include "shell/shell.h"

#include <chrono>

namespace twinvirt {

namespace {

constexpr unsigned byNameOrUuid = lookupByName | lookupByUuid;

Result<int> start(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command, byNameOrUuid));
    const auto& name = domain.record.identity.name;
    if (domain.record.id)
        return Error{ErrorCode::operationInvalid, "Domain is already active"};
    const auto options = TRY(startOptions(command));
    auto started = domain.driver->startDomain(domain.record.identity, options);
    if (!started)
        return shell.failed("Failed to start domain '" + name + "'", started.error());
    shell.done("Domain '" + name + "' started");
    return attachIfAsked(shell, command, domain, std::move(started->console));
}

/// A change that takes nothing but the domain: tells of it as virsh does.
Result<int> change(Shell& shell, const ParsedCommand& command,
                   Result<void> (Driver::*action)(const DomainIdentity&),
                   std::string_view doneWords) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    if (auto changed = (domain.driver->*action)(identity); !changed)
        return shell.failed("Failed to " + command.name() + " domain '" + identity.name + "'",
                            changed.error());
    shell.done("Domain '" + identity.name + "' " + std::string(doneWords));
    return 0;
}

Result<int> suspend(Shell& shell, const ParsedCommand& command) {
    return change(shell, command, &Driver::suspendDomain, "suspended");
}

Result<int> resume(Shell& shell, const ParsedCommand& command) {
    return change(shell, command, &Driver::resumeDomain, "resumed");
}

/// Drivers choose the way a guest is told: a signal that PID 1 handles, or the ACPI button.
Result<void> checkMode(const ParsedCommand& command, const Domain& domain) {
    const auto mode = command.text("mode");
    if (!mode)
        return {};
    constexpr std::string_view known[]{"acpi", "agent", "initctl", "signal", "paravirt"};
    if (std::find(std::begin(known), std::end(known), *mode) == std::end(known))
        return Error{ErrorCode::invalidArgument,
                     "Unknown mode " + *mode +
                         " value, expecting 'acpi', 'agent', 'initctl', 'signal', or 'paravirt'"};
    const bool container = domain.record.type == DomainType::lxc;
    const std::string_view ours = container ? "signal" : "acpi";
    if (*mode != ours)
        return Error{ErrorCode::argumentUnsupported,
                     "mode '" + *mode + "' does not work on domain '" +
                         domain.record.identity.name + "'; a " +
                         (container ? "container is told by 'signal'" : "machine by 'acpi'") +
                         ", which is also the default"};
    return {};
}

Result<int> reboot(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    TRY(checkMode(command, domain));
    return change(shell, command, &Driver::rebootDomain, "is being rebooted");
}

/// Containers are waited for, since their end takes milliseconds; a machine is told and left to it
/// unless --timeout asks to wait, as virsh's scripts expect.
Result<std::chrono::milliseconds> patience(const ParsedCommand& command, const Domain& domain) {
    if (const auto seconds = TRY(command.number("timeout")))
        return std::chrono::milliseconds(std::chrono::seconds(*seconds));
    return domain.record.type == DomainType::lxc ? ShutdownOptions{}.timeout
                                                 : std::chrono::milliseconds(0);
}

Result<int> shutdown(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    TRY(checkMode(command, domain));
    const auto timeout = TRY(patience(command, domain));
    const auto outcome = domain.driver->shutdownDomain(identity, {timeout});
    if (!outcome)
        return shell.failed("Failed to shutdown domain '" + identity.name + "'", outcome.error());
    shell.done("Domain '" + identity.name + "' is being shutdown");
    if (timeout.count() == 0)
        return 0;
    if (*outcome != ShutdownOutcome::ended)
        return Error{ErrorCode::operationTimeout,
                     "domain '" + identity.name + "' was told and still runs after " +
                         std::to_string(timeout.count() / 1000) + " s; 'destroy' ends it"};
    shell.done("Domain '" + identity.name + "' has ended");
    return 0;
}

/// --graceful never kills: the guest is told, and what does not end is left running.
Result<int> destroyGracefully(Shell& shell, const Domain& domain) {
    const auto& name = domain.record.identity.name;
    const auto outcome = domain.driver->shutdownDomain(domain.record.identity, {});
    const Error busy{ErrorCode::resourceBusy,
                     "device or resource busy: it did not end by itself in " +
                         std::to_string(ShutdownOptions{}.timeout.count() / 1000) + " s"};
    if (!outcome || *outcome != ShutdownOutcome::ended)
        return shell.failed("Failed to destroy domain '" + name + "'",
                            outcome ? busy : outcome.error());
    shell.done("Domain '" + name + "' destroyed");
    return 0;
}

Result<int> destroy(Shell& shell, const ParsedCommand& command) {
    if (command.has("graceful"))
        return destroyGracefully(shell, TRY(shell.domain(command)));
    return change(shell, command, &Driver::destroyDomain, "destroyed");
}

constexpr OptionDefinition activeDomain = option::domain(Completion::activeDomain);

constexpr OptionDefinition startOptionsTable[]{
    option::data("domain", "name of the inactive domain", Completion::inactiveDomain),
    option::flag("console", "attach to console after creation"),
    option::flag("paused", "leave the guest paused after creation"),
    option::flag("autodestroy", "automatically destroy the guest when twinsh disconnects"),
    option::refused(option::flag("bypass-cache", ""),
                    "there are no saved states yet, which it is about"),
    option::refused(option::flag("force-boot", ""),
                    "there are no saved states yet, which it is about"),
    option::namedOnly(option::text("pass-fds", "pass file descriptors N,M,... to the guest")),
    option::refused(option::flag("reset-nvram", ""),
                    "firmware variables are not managed yet; use virsh for it"),
    option::flag("emulate", "run a kvm domain without KVM, emulated"),
};
constexpr OptionDefinition modeOption = option::text(
    "mode", "shutdown mode: signal for a container, acpi for a machine", "acpi|signal");
constexpr OptionDefinition shutdownOptions[]{
    activeDomain,
    modeOption,
    option::namedOnly(option::number(
        "timeout", "seconds to wait for the end (default: 10 for a container, 0 for a machine)")),
};
constexpr OptionDefinition rebootOptions[]{activeDomain, modeOption};
constexpr OptionDefinition destroyOptions[]{
    activeDomain,
    option::flag("graceful", "terminate gracefully"),
    option::refused(option::flag("remove-logs", ""),
                    "libvirt's log files are not removed yet; use virsh for it"),
};
constexpr OptionDefinition activeOnly[]{activeDomain};

} // namespace

constinit const CommandDefinition startCommand{
    .name = "start",
    .help = "start a (previously defined) inactive domain",
    .description = "Start a domain via a fresh boot.",
    .options = startOptionsTable,
    .run = start,
    .changes = true,
};
constinit const CommandDefinition shutdownCommand{
    .name = "shutdown",
    .help = "gracefully shutdown a domain",
    .description = "Run shutdown in the target domain.",
    .options = shutdownOptions,
    .run = shutdown,
    .changes = true,
};
constinit const CommandDefinition destroyCommand{
    .name = "destroy",
    .help = "destroy (stop) a domain",
    .description = "Forcefully stop a given domain, but leave its resources intact.",
    .options = destroyOptions,
    .run = destroy,
    .changes = true,
};
constinit const CommandDefinition rebootCommand{
    .name = "reboot",
    .help = "reboot a domain",
    .description = "Run a reboot command in the target domain.",
    .options = rebootOptions,
    .run = reboot,
    .changes = true,
};
constinit const CommandDefinition suspendCommand{
    .name = "suspend",
    .help = "suspend a domain",
    .description = "Suspend a running domain.",
    .options = activeOnly,
    .run = suspend,
    .changes = true,
};
constinit const CommandDefinition resumeCommand{
    .name = "resume",
    .help = "resume a domain",
    .description = "Resume a previously suspended domain.",
    .options = activeOnly,
    .run = resume,
    .changes = true,
};

} // namespace twinvirt
