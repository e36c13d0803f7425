#include "shell/commands.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "shell/signal_names.h"
#include "shell/table.h"

#include <array>
#include <cstdio>
#include <limits>

namespace twinvirt {

namespace {

/// "1:02:03.45": hours only when there are any.
std::string timeText(std::chrono::nanoseconds time) {
    const auto hundredths = time.count() / 10000000;
    const auto seconds = hundredths / 100;
    std::array<char, 48> text{};
    if (seconds >= 3600)
        std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld.%02ld", long{seconds / 3600},
                      long{seconds / 60 % 60}, long{seconds % 60}, long{hundredths % 100});
    else
        std::snprintf(text.data(), text.size(), "%ld:%02ld.%02ld", long{seconds / 60},
                      long{seconds % 60}, long{hundredths % 100});
    return text.data();
}

std::string processTable(const std::vector<GuestProcess>& processes, bool withTitles) {
    Table table({"PID", "Host PID", "PPID", "UID", "State", "Time", "RSS", "Command"});
    for (const auto& process : processes)
        table.addRow({std::to_string(process.pid), std::to_string(process.hostPid),
                      std::to_string(process.parentPid), std::to_string(process.user),
                      std::string(1, process.state), timeText(process.cpuTime),
                      std::to_string(process.residentKib) + " KiB", process.command});
    return table.format(withTitles);
}

std::string processJson(const std::vector<GuestProcess>& processes) {
    JsonList list;
    for (const auto& process : processes)
        list.emplace_back(JsonRecord{{"pid", process.pid},
                                     {"hostPid", process.hostPid},
                                     {"parentPid", process.parentPid},
                                     {"uid", process.user},
                                     {"state", std::string(1, process.state)},
                                     {"cpuTimeNs", std::int64_t{process.cpuTime.count()}},
                                     {"residentKiB", process.residentKib},
                                     {"command", process.command}});
    return formatJson(list);
}

Result<int> ps(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    const auto processes = domain.driver->guest().processes(identity);
    if (!processes)
        return shell.failed("Failed to list the processes of domain '" + identity.name + "'",
                            processes.error());
    shell.print(command.has("json") ? processJson(*processes)
                                    : processTable(*processes, !shell.settings().quiet));
    return 0;
}

Result<int> sendProcessSignal(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto pid = TRY(command.number("pid", std::numeric_limits<long>::min()));
    const auto name = command.required("signame");
    const auto signal = parseSignal(name);
    if (!signal)
        return Error{ErrorCode::invalidArgument, "malformed signal name: " + name};
    if (*pid == 0)
        return Error{ErrorCode::invalidArgument,
                     "pid 0 is no process; a negative one means a process group"};
    TRY(domain.driver->guest().sendProcessSignal(domain.record.identity, *pid, *signal));
    return 0;
}

constexpr OptionDefinition psOptions[]{option::domain(Completion::activeDomain), option::json()};
constexpr OptionDefinition signalOptions[]{
    option::domain(Completion::activeDomain),
    option::data("pid", "the process ID"),
    {.name = "signame",
     .type = OptionType::data,
     .help = "the signal number or name",
     .required = true,
     .choices = signalNames},
};

} // namespace

constinit const CommandDefinition psCommand{
    .name = "ps",
    .help = "list the processes of a running container",
    .description = "Each with the number that the container gives it and the host's.",
    .options = psOptions,
    .run = ps,
};
constinit const CommandDefinition sendProcessSignalCommand{
    .name = "send-process-signal",
    .help = "Send signals to processes",
    .description = "Send signals to processes in the guest",
    .options = signalOptions,
    .run = sendProcessSignal,
    .changes = true,
};

} // namespace twinvirt
