#include "shell/commands.h"
#include "shell/console_session.h"
#include "shell/shell.h"

#include <cerrno>
#include <cstdio>

namespace twinvirt {

namespace {

Result<int> console(Shell& shell, const ParsedCommand& command) {
    constexpr std::string_view exclusive[]{"force", "safe"};
    TRY(requireAtMostOne(command, exclusive));
    const auto domain = TRY(shell.domain(command));
    if (!domain.record.id)
        return Error{ErrorCode::operationInvalid, "The domain is not running"};
    const auto access = command.has("force")  ? ConsoleAccess::force
                        : command.has("safe") ? ConsoleAccess::safe
                                              : ConsoleAccess::normal;
    const auto fd = TRY(domain.driver->guest().openConsole(
        domain.record.identity, command.text("devname").value_or(""), access));
    TRY(runConsole(shell, domain, fd, AtEndOfInput::detach));
    return 0;
}

/// What a shell says of a command that it could not run; 1 for every other failure.
int statusOfFailure(const Error& error) {
    constexpr int notFound = 127;
    constexpr int notExecutable = 126;
    switch (error.errnum) {
    case ENOENT:
        return notFound;
    case EACCES:
    case ENOEXEC:
        return notExecutable;
    default:
        return 1;
    }
}

Result<int> exec(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    for (const auto& variable : command.all("env"))
        if (variable.find('=') == std::string::npos || variable.front() == '=')
            return Error{ErrorCode::invalidArgument,
                         "--env '" + variable + "': expected NAME=VALUE"};
    ExecRequest request;
    request.command = command.all("command");
    request.environment = command.all("env");
    std::fflush(stdout); // what we printed comes before what the command prints
    const auto status = domain.driver->guest().execute(domain.record.identity, request);
    if (status)
        return *status;
    const auto error = shell.failed("Failed to run '" + request.command.front() + "' in domain '" +
                                        domain.record.identity.name + "'",
                                    status.error());
    if (statusOfFailure(error) == 1)
        return error;
    shell.complain(error.message);
    return statusOfFailure(error);
}

constexpr OptionDefinition consoleOptions[]{
    option::domain(Completion::activeDomain),
    option::text("devname", "character device name"),
    option::flag("force", "force console connection (disconnect already connected sessions)"),
    option::flag("safe", "only connect if safe console handling is supported"),
};
constexpr OptionDefinition execOptions[]{
    option::domain(Completion::activeDomain),
    option::namedOnly(option::rest("env", "NAME=VALUE for the command's environment", false)),
    option::rest("command", "the command and its arguments; write -- before it", true),
};

} // namespace

constinit const CommandDefinition consoleCommand{
    .name = "console",
    .help = "connect to the guest console",
    .description = "Connect the virtual serial console for the guest. Without a terminal, what "
                   "stands on\n    standard input is sent, and the console is left half a second "
                   "after the guest's last output.",
    .options = consoleOptions,
    .run = console,
    .changes = true,
    .rawOutput = true,
};
constinit const CommandDefinition execCommand{
    .name = "exec",
    .help = "run a command inside a running guest",
    .description = "Run a command with this shell's standard streams; its exit status is handed "
                   "back.",
    .options = execOptions,
    .run = exec,
    .changes = true,
    .rawOutput = true,
};

} // namespace twinvirt
