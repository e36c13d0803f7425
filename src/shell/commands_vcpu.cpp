#include "shell/commands.h"
#include "shell/domain_parts.h"
#include "shell/json_output.h"
#include "shell/scope_options.h"
#include "shell/shell.h"
#include "shell/table.h"
#include "xml/cpu_list.h"

#include <array>
#include <cstdio>
#include <limits>

namespace twinvirt {

namespace {

Error invalid(const std::string& text) {
    return {ErrorCode::invalidArgument, text};
}

Result<unsigned> countOf(const ParsedCommand& command) {
    const auto count = TRY(command.number("count")).value_or(0);
    if (count == 0)
        return invalid("Can't set 0 processors for a VM");
    if (count > std::numeric_limits<unsigned>::max())
        return invalid("Numeric value '" + std::to_string(count) +
                       "' for <count> option is malformed or out of range");
    return static_cast<unsigned>(count);
}

Result<int> setvcpus(Shell& shell, const ParsedCommand& command) {
    const auto scope = TRY(changeScope(command));
    const bool maximum = command.has("maximum");
    if (maximum && !scope.config)
        return invalid("Option --config is required by option --maximum");
    const auto domain = TRY(shell.domain(command));
    const auto count = TRY(countOf(command));
    auto* resources = TRY(resourcesOf(domain));
    if (maximum)
        TRY(resources->setMaxVcpus(domain.record.identity, count, scope));
    else
        TRY(resources->setVcpus(domain.record.identity, count, scope));
    return 0;
}

struct CountRow {
    const char* which;
    const char* where;
    std::optional<unsigned> count;
};

std::vector<CountRow> rowsOf(const VcpuCounts& counts) {
    return {{"maximum", "config", counts.maximumConfig},
            {"maximum", "live", counts.maximumLive},
            {"current", "config", counts.currentConfig},
            {"current", "live", counts.currentLive}};
}

std::string countTable(const VcpuCounts& counts) {
    std::string text;
    for (const auto& row : rowsOf(counts)) {
        std::array<char, 64> line{};
        if (row.count)
            std::snprintf(line.data(), line.size(), "%-12s %-12s %3u\n", row.which, row.where,
                          *row.count);
        text += line.data();
    }
    return text;
}

/// The one number that the options ask for.
Result<unsigned> oneCount(const ParsedCommand& command, const Domain& domain,
                          const VcpuCounts& counts) {
    const bool live = !command.has("config") && (command.has("live") || domain.record.id);
    const auto count = command.has("maximum") ? live ? counts.maximumLive : counts.maximumConfig
                       : live                 ? counts.currentLive
                                              : counts.currentConfig;
    if (count)
        return *count;
    return Error{ErrorCode::operationInvalid,
                 std::string("Requested operation is not valid: ") +
                     (live ? "domain is not running"
                           : "transient domains do not have any persistent config")};
}

Result<int> vcpucount(Shell& shell, const ParsedCommand& command) {
    constexpr std::array<std::string_view, 2> which{"active", "maximum"};
    TRY(requireAtMostOne(command, which));
    TRY(questionScope(command));
    const auto domain = TRY(shell.domain(command));
    auto* resources = TRY(resourcesOf(domain));
    const auto counts = TRY(resources->vcpuCounts(domain.record.identity));
    if (command.has("json")) {
        JsonRecord record;
        for (const auto& row : rowsOf(counts))
            record.emplace_back(std::string(row.which) + "." + row.where,
                                row.count ? JsonValue(*row.count) : JsonValue());
        shell.print(formatJson(record));
        return 0;
    }
    bool asked = false;
    for (const char* name : {"active", "maximum", "live", "config", "current"})
        asked = asked || command.has(name);
    if (!asked)
        shell.print(countTable(counts));
    else
        shell.print(std::to_string(TRY(oneCount(command, domain, counts))) + "\n");
    return 0;
}

std::vector<unsigned> numbersOf(const std::vector<bool>& cpus) {
    std::vector<unsigned> numbers;
    for (unsigned cpu = 0; cpu < cpus.size(); ++cpu)
        if (cpus[cpu])
            numbers.push_back(cpu);
    return numbers;
}

Result<int> showPins(Shell& shell, const ParsedCommand& command, const Domain& domain,
                     std::optional<long long> wanted) {
    const auto scope = TRY(questionScope(command));
    auto* resources = TRY(resourcesOf(domain));
    Table table({"VCPU", "CPU Affinity"});
    JsonList list;
    for (const auto& pin : TRY(resources->vcpuPins(domain.record.identity, scope))) {
        if (wanted && *wanted != pin.vcpu)
            continue;
        const auto cpus = formatCpuList(numbersOf(pin.cpus));
        table.addRow({std::to_string(pin.vcpu), cpus});
        list.emplace_back(JsonRecord{{"vcpu", pin.vcpu}, {"cpus", cpus}});
    }
    shell.print(command.has("json") ? formatJson(list) : table.format(true));
    return 0;
}

Result<VcpuPin> pinOf(const std::string& list, unsigned vcpu, std::size_t hostCpus) {
    VcpuPin pin{vcpu, std::vector<bool>(hostCpus, list == "r")};
    if (list == "r")
        return pin;
    const auto cpus = parseCpuList(list);
    if (!cpus)
        return invalid("Invalid cpulist '" + list + "'");
    for (const auto cpu : *cpus) {
        if (cpu >= hostCpus)
            return invalid("CPU " + std::to_string(cpu) + " in cpulist '" + list +
                           "' exceed the maxcpu " + std::to_string(hostCpus));
        pin.cpus[cpu] = true;
    }
    return pin;
}

Result<int> vcpupin(Shell& shell, const ParsedCommand& command) {
    const auto vcpu = TRY(command.number("vcpu"));
    const auto list = command.text("cpulist");
    if (list && !vcpu)
        return invalid("vcpupin: Missing vCPU number in pin mode.");
    const auto domain = TRY(shell.domain(command));
    if (!list)
        return showPins(shell, command, domain, vcpu);
    TRY(shell.requireWritable(command));
    const auto scope = TRY(changeScope(command));
    auto* resources = TRY(resourcesOf(domain));
    const auto hostCpus = TRY(resources->hostCpus());
    const auto pin = TRY(pinOf(*list, static_cast<unsigned>(*vcpu), hostCpus));
    TRY(resources->pinVcpu(domain.record.identity, pin, scope));
    return 0;
}

constexpr OptionDefinition setvcpusOptions[]{
    option::domain(),
    {.name = "count",
     .type = OptionType::number,
     .help = "number of virtual CPUs",
     .required = true},
    option::flag("maximum", "set maximum limit on next boot"),
    option::affectConfig,
    option::affectLive,
    option::affectCurrent,
    option::refused(option::flag("guest", ""),
                    "what the guest itself does with its CPUs is not changed; use virsh for it"),
    option::refused(option::flag("hotpluggable", ""),
                    "which virtual CPUs can be unplugged is libvirt's choice; use virsh for it"),
};
constexpr OptionDefinition vcpucountOptions[]{
    option::domain(),
    option::flag("maximum", "get maximum count of vcpus"),
    option::flag("active", "get number of currently active vcpus"),
    option::flag("live", "get value from running domain"),
    option::flag("config", "get value to be used on next boot"),
    option::flag("current", "get value according to current domain state"),
    option::refused(option::flag("guest", ""),
                    "the guest's own count is not asked for; use virsh for it"),
    option::json(),
};
constexpr OptionDefinition vcpupinOptions[]{
    option::domain(),
    option::number("vcpu", "vcpu number"),
    option::text("cpulist", "host cpu number(s) to set, or omit option to query"),
    option::affectConfig,
    option::affectLive,
    option::affectCurrent,
    option::json(),
};

} // namespace

constinit const CommandDefinition setvcpusCommand{
    .name = "setvcpus",
    .help = "change number of virtual CPUs",
    .description = "Change the number of virtual CPUs in the guest domain. A container gets at "
                   "most the time of so many CPUs.",
    .options = setvcpusOptions,
    .run = setvcpus,
    .changes = true,
};
constinit const CommandDefinition vcpucountCommand{
    .name = "vcpucount",
    .help = "domain vcpu counts",
    .description = "Returns the number of virtual CPUs used by the domain.",
    .options = vcpucountOptions,
    .run = vcpucount,
};
constinit const CommandDefinition vcpupinCommand{
    .name = "vcpupin",
    .help = "control or query domain vcpu affinity",
    .description = "Pin domain VCPUs to host physical CPUs. The virtual CPUs of a container share "
                   "one cpuset.",
    .options = vcpupinOptions,
    .run = vcpupin,
};

} // namespace twinvirt
