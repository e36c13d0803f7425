#include "shell/commands.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "xml/domain_xml.h"

#include <array>
#include <cerrno>
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
    std::string whole;
    for (auto piece = TRY(readPiece(*log)); !piece.empty(); piece = TRY(readPiece(*log))) {
        if (command.has("json"))
            whole += piece;
        else
            shell.print(piece);
        if (command.has("follow") && std::fflush(stdout) != 0)
            return 0; // nobody reads it any more
    }
    if (command.has("json"))
        shell.print(formatJson(JsonRecord{
            {"name", identity.name}, {"uuid", identity.uuid.toString()}, {"log", whole}}));
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
    option::flag("follow", "go on with what is printed from now on, until the domain ends"),
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
