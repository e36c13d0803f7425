#include "shell/commands.h"
#include "shell/console_session.h"
#include "shell/shell.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

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
    const auto device = command.text("devname").value_or("");
    const auto fd = TRY(domain.driver->guest().openConsole(domain.record.identity, device, access));
    TRY(runConsole(shell, domain, device, fd, AtEndOfInput::detach));
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

/// A program on our terminal is to know what terminal that is.
void addTerminalType(ExecRequest& request) {
    const char* type = std::getenv("TERM");
    const bool given = std::ranges::any_of(
        request.environment, [](const auto& one) { return one.starts_with("TERM="); });
    if (type != nullptr && !given && ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1)
        request.environment.push_back(std::string("TERM=") + type);
}

Result<ExecRequest> execRequest(const ParsedCommand& command) {
    for (const auto& variable : command.all("env"))
        if (variable.find('=') == std::string::npos || variable.front() == '=')
            return Error{ErrorCode::invalidArgument,
                         "--env '" + variable + "': expected NAME=VALUE"};
    ExecRequest request;
    request.command = command.all("command");
    request.environment = command.all("env");
    request.user = command.text("user").value_or("");
    request.workingDirectory = command.text("cwd").value_or("");
    if (command.has("tty"))
        request.terminal = ExecRequest::Terminal::always;
    addTerminalType(request);
    return request;
}

Result<int> exec(Shell& shell, const ParsedCommand& command) {
    const auto request = TRY(execRequest(command));
    const auto domain = TRY(shell.domain(command));
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

/// As virsh's: whatever the command's status was, ours is 0 or 1.
Result<int> enterNamespace(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    if (domain.record.type != DomainType::lxc && domain.record.type != DomainType::test)
        return Error{ErrorCode::operationUnsupported,
                     "a machine has no namespaces to enter; with qemu-guest-agent in the guest "
                     "there is `exec " +
                         domain.record.identity.name + " -- COMMAND`, without it `console`"};
    ExecRequest request;
    request.command = command.all("cmd");
    request.keepsCallersLabel = command.has("noseclabel");
    addTerminalType(request);
    std::fflush(stdout);
    const int status = TRY(domain.driver->guest().execute(domain.record.identity, request));
    if (status != 0)
        return Error{ErrorCode::internalError,
                     "internal error: Child process (" + request.command.front() +
                         ") unexpected exit status " + std::to_string(status)};
    return 0;
}

constexpr OptionDefinition consoleOptions[]{
    option::domain(Completion::activeDomain),
    option::text("devname", "character device name"),
    option::flag("force", "force console connection (disconnect already connected sessions)"),
    option::flag("safe", "only connect if safe console handling is supported"),
};
constexpr OptionDefinition ttyOption{
    .name = "tty",
    .help = "(or -t) give the command a terminal; done by itself where this is run on one",
    .shortName = 't',
};
constexpr OptionDefinition execOptions[]{
    option::domain(Completion::activeDomain),
    option::namedOnly(option::rest("env", "NAME=VALUE for the command's environment", false)),
    option::namedOnly(option::text("user", "run as this user of the guest: a name or a number")),
    option::namedOnly(option::text("cwd", "the command's working directory in the guest")),
    ttyOption,
    option::rest("command", "the command and its arguments; write -- before it", true),
};

constexpr OptionDefinition enterOptions[]{
    option::domain(Completion::activeDomain),
    option::flag("noseclabel", "Do not change process security label"),
    option::rest("cmd", "command to run", true),
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
constinit const CommandDefinition enterCommand{
    .name = "lxc-enter-namespace",
    .help = "LXC Guest Enter Namespace",
    .description =
        "Run an arbitrary command in a lxc guest namespace; use at your own risk. 'exec' "
        "does the\n    same for machines too and hands the command's status back.",
    .options = enterOptions,
    .run = enterNamespace,
    .changes = true,
    .rawOutput = true,
};

} // namespace twinvirt
