#include "shell/commands.h"
#include "shell/domain_parts.h"
#include "shell/json_output.h"
#include "shell/scope_options.h"
#include "shell/shell.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace twinvirt {

namespace {

std::string timeLine(const char* field, std::chrono::nanoseconds time) {
    std::array<char, 96> line{};
    constexpr long long billion = 1000000000;
    const long long value = time.count();
    std::snprintf(line.data(), line.size(), "\t%-12s %9lld.%09lld seconds\n", field,
                  value / billion, value % billion);
    return line.data();
}

std::string totalText(const CpuStatistics& statistics) {
    auto text = "Total:\n" + timeLine("cpu_time", statistics.total);
    if (statistics.user)
        text += timeLine("user_time", *statistics.user);
    if (statistics.system)
        text += timeLine("system_time", *statistics.system);
    return text;
}

JsonValue cpuJson(const CpuStatistics& statistics, const std::vector<HostCpuTime>& shown) {
    const auto time = [](const std::optional<std::chrono::nanoseconds>& value) {
        return value ? JsonValue(value->count()) : JsonValue();
    };
    JsonList byCpu;
    for (const auto& cpu : shown)
        byCpu.emplace_back(JsonRecord{
            {"cpu", cpu.cpu}, {"cpuTimeNs", cpu.total.count()}, {"vcpuTimeNs", time(cpu.vcpu)}});
    return JsonRecord{{"cpus", byCpu},
                      {"cpuTimeNs", statistics.total.count()},
                      {"userTimeNs", time(statistics.user)},
                      {"systemTimeNs", time(statistics.system)}};
}

/// The CPUs that --start and --count leave.
Result<std::vector<HostCpuTime>> chosenCpus(const ParsedCommand& command,
                                            const std::vector<HostCpuTime>& all) {
    const auto start = command.number("start", 0);
    const auto count = command.number("count", 0);
    if (!start)
        return Error{ErrorCode::invalidArgument, "Invalid value for start CPU"};
    if (!count)
        return Error{ErrorCode::invalidArgument, "Invalid value for number of CPUs to show"};
    const auto first = static_cast<std::size_t>(start->value_or(0));
    if (*start && first >= all.size())
        return Error{ErrorCode::invalidArgument,
                     all.empty() ? std::string("this host counts no time by CPU; --total shows "
                                               "the sum")
                                 : "Start CPU " + std::to_string(first) +
                                       " is out of range (min: 0, max: " +
                                       std::to_string(all.size() - 1) + ")"};
    const auto most = *count ? static_cast<std::size_t>(**count) : all.size();
    const auto last = std::min(all.size(), first + most);
    return std::vector<HostCpuTime>(all.begin() + static_cast<std::ptrdiff_t>(first),
                                    all.begin() + static_cast<std::ptrdiff_t>(last));
}

Result<int> cpuStats(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    auto* monitor = TRY(monitorOf(domain));
    const auto statistics = monitor->cpuStatistics(domain.record.identity);
    if (!statistics)
        return shell.failed("Failed to retrieve CPU statistics for domain '" +
                                domain.record.identity.name + "'",
                            statistics.error());
    const bool some = command.has("start") || command.has("count");
    const bool byCpu = some || !command.has("total");
    const bool total = command.has("total") || !some;
    const auto shown = TRY(chosenCpus(command, statistics->byCpu));
    if (command.has("json")) {
        shell.print(formatJson(cpuJson(*statistics, shown)));
        return 0;
    }
    for (const auto& cpu : byCpu ? shown : std::vector<HostCpuTime>{}) {
        shell.print("CPU" + std::to_string(cpu.cpu) + ":\n" + timeLine("cpu_time", cpu.total));
        if (cpu.vcpu)
            shell.print(timeLine("vcpu_time", *cpu.vcpu));
    }
    if (total)
        shell.print(totalText(*statistics));
    return 0;
}

JsonRecord recordOf(const std::vector<Figure>& figures) {
    JsonRecord record;
    for (const auto& figure : figures)
        record.emplace_back(figure.name, figure.value);
    return record;
}

Result<int> dommemstat(Shell& shell, const ParsedCommand& command) {
    const auto scope = TRY(changeScope(command));
    const auto domain = TRY(shell.domain(command));
    auto* monitor = TRY(monitorOf(domain));
    if (const auto period = TRY(command.number("period"))) {
        TRY(shell.requireWritable(command));
        auto set =
            monitor->setMemoryPeriod(domain.record.identity, static_cast<unsigned>(*period), scope);
        if (!set)
            return shell.failed("Unable to change balloon collection period.", set.error());
        return 0;
    }
    const auto figures = monitor->memoryStatistics(domain.record.identity);
    if (!figures)
        return shell.failed("Failed to get memory statistics for domain " +
                                domain.record.identity.name,
                            figures.error());
    if (command.has("json")) {
        shell.print(formatJson(recordOf(*figures)));
        return 0;
    }
    for (const auto& figure : *figures)
        shell.print(figure.name + " " + std::to_string(figure.value) + "\n");
    return 0;
}

/// virsh's words for --human.
std::string humanName(const std::string& name) {
    constexpr std::pair<std::string_view, const char*> names[]{
        {"rd_req", "number of read operations:"},
        {"rd_bytes", "number of bytes read:"},
        {"wr_req", "number of write operations:"},
        {"wr_bytes", "number of bytes written:"},
        {"errs", "error count:"},
        {"flush_operations", "number of flush operations:"},
        {"rd_total_times", "total duration of reads (ns):"},
        {"wr_total_times", "total duration of writes (ns):"},
        {"flush_total_times", "total duration of flushes (ns):"}};
    for (const auto& [known, human] : names)
        if (known == name)
            return human;
    return name;
}

std::string blockText(const std::string& device, const std::vector<Figure>& figures, bool human) {
    std::string text = human ? "Device: " + device + "\n" : "";
    for (const auto& figure : figures) {
        std::string label = human ? humanName(figure.name) : figure.name;
        if (human)
            label.resize(std::max<std::size_t>(label.size(), 31), ' ');
        text += (human ? "" : device) + " " + label + " " + std::to_string(figure.value) + "\n";
    }
    return text;
}

Result<int> domblkstat(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    const auto device = command.text("device").value_or("");
    const auto figures = TRY(monitorOf(domain))->blockStatistics(identity, device);
    if (!figures)
        return shell.failed("Failed to get block stats " + identity.name + " " + device,
                            figures.error());
    shell.print(command.has("json") ? formatJson(recordOf(*figures))
                                    : blockText(device, *figures, command.has("human")));
    return 0;
}

constexpr OptionDefinition cpuStatsOptions[]{
    option::domain(Completion::activeDomain),
    option::flag("total", "Show total statistics only"),
    option::namedOnly(option::number("start", "Show statistics from this CPU")),
    option::namedOnly(option::number("count", "Number of shown CPUs at most")),
    option::json(),
};
constexpr OptionDefinition dommemstatOptions[]{
    option::domain(Completion::activeDomain),
    option::namedOnly(option::number("period", "period in seconds to set collection")),
    option::affectConfig,
    option::affectLive,
    option::affectCurrent,
    option::json(),
};
constexpr OptionDefinition domblkstatOptions[]{
    option::domain(Completion::activeDomain),
    option::text("device", "block device"),
    option::flag("human", "print a more human readable output"),
    option::json(),
};

} // namespace

constinit const CommandDefinition cpuStatsCommand{
    .name = "cpu-stats",
    .help = "show domain cpu statistics",
    .description = "Display per-CPU and total statistics about the domain's CPUs",
    .options = cpuStatsOptions,
    .run = cpuStats,
};
constinit const CommandDefinition dommemstatCommand{
    .name = "dommemstat",
    .help = "get memory statistics for a domain",
    .description = "Get memory statistics for a running domain.",
    .options = dommemstatOptions,
    .run = dommemstat,
};
constinit const CommandDefinition domblkstatCommand{
    .name = "domblkstat",
    .help = "get device block stats for a domain",
    .description = "Get device block stats for a running domain. Of a container: of one block "
                   "device of the host, or of all of them.",
    .options = domblkstatOptions,
    .run = domblkstat,
};

} // namespace twinvirt
