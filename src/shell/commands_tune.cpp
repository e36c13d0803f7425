#include "api/tune_definition.h"
#include "shell/commands.h"
#include "shell/domain_parts.h"
#include "shell/scaled_size.h"
#include "shell/scope_options.h"
#include "shell/shell.h"
#include "shell/tune_output.h"

#include <algorithm>
#include <charconv>

namespace twinvirt {

namespace {

using Parameters = std::vector<TuneParameter>;

Error invalid(const std::string& text) {
    return {ErrorCode::invalidArgument, text};
}

/// Shows the group when there is nothing to set, and sets it otherwise.
Result<int> tune(Shell& shell, const ParsedCommand& command, TuneGroup group,
                 const Parameters& wanted, const std::string& failure) {
    const auto domain = TRY(shell.domain(command));
    auto* resources = TRY(resourcesOf(domain));
    const auto& identity = domain.record.identity;
    if (wanted.empty()) {
        const auto scope = TRY(questionScope(command));
        const auto parameters = TRY(resources->parameters(identity, group, scope));
        printParameters(shell, command, domain, parameters);
        return 0;
    }
    TRY(shell.requireWritable(command));
    const auto scope = TRY(changeScope(command));
    auto changed = resources->setParameters(identity, group, wanted, scope);
    if (!changed)
        return shell.failed(failure, changed.error());
    return 0;
}

/// A negative number takes the limit away, as in virsh.
Result<void> addLimit(const ParsedCommand& command, const char* option, const char* name,
                      Parameters& wanted) {
    const auto text = command.text(option);
    if (!text)
        return {};
    const bool none =
        text->starts_with('-') &&
        std::all_of(text->begin() + 1, text->end(), [](char c) { return c >= '0' && c <= '9'; });
    const auto kib = none ? std::optional(unlimitedMemoryKib) : parseSizeKib(*text);
    if (!kib)
        return invalid(std::string("Unable to parse integer parameter ") + option);
    wanted.push_back({name, std::min(*kib, unlimitedMemoryKib)});
    return {};
}

Result<int> memtune(Shell& shell, const ParsedCommand& command) {
    Parameters wanted;
    TRY(addLimit(command, "hard-limit", "hard_limit", wanted));
    TRY(addLimit(command, "soft-limit", "soft_limit", wanted));
    TRY(addLimit(command, "swap-hard-limit", "swap_hard_limit", wanted));
    return tune(shell, command, TuneGroup::memory, wanted, "Unable to change memory parameters");
}

Result<int> blkiotune(Shell& shell, const ParsedCommand& command) {
    Parameters wanted;
    if (const auto weight = TRY(command.number("weight"))) {
        if (*weight > 10000)
            return invalid("Numeric value '" + std::to_string(*weight) +
                           "' for <weight> option is malformed or out of range");
        wanted.push_back({"weight", static_cast<std::uint64_t>(*weight)});
    }
    constexpr std::pair<const char*, const char*> lists[]{
        {"device-weights", "device_weight"},
        {"device-read-iops-sec", "device_read_iops_sec"},
        {"device-write-iops-sec", "device_write_iops_sec"},
        {"device-read-bytes-sec", "device_read_bytes_sec"},
        {"device-write-bytes-sec", "device_write_bytes_sec"}};
    for (const auto& [option, name] : lists)
        if (const auto list = command.text(option))
            wanted.push_back({name, *list});
    return tune(shell, command, TuneGroup::blockIo, wanted, "Unable to change blkio parameters");
}

Result<int> numatune(Shell& shell, const ParsedCommand& command) {
    Parameters wanted;
    if (const auto nodes = command.text("nodeset")) // first: a mode without nodes cannot be
        wanted.push_back({"numa_nodeset", *nodes});
    if (const auto mode = command.text("mode")) {
        const auto number = numaModeNumber(*mode);
        if (!number)
            return invalid("Invalid mode: " + *mode);
        wanted.push_back({"numa_mode", *number});
    }
    return tune(shell, command, TuneGroup::numa, wanted, "Unable to change numa parameters");
}

Result<int> pidstune(Shell& shell, const ParsedCommand& command) {
    Parameters wanted;
    if (const auto most = TRY(command.number("max", -1)))
        wanted.push_back(
            {"pids_max", *most < 0 ? unlimitedMemoryKib : static_cast<std::uint64_t>(*most)});
    return tune(shell, command, TuneGroup::tasks, wanted,
                "Unable to change the limit of processes");
}

/// "cpu_shares=512" into the parameter of that name.
Result<TuneParameter> parseSetting(const std::string& text, const Parameters& known) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        return invalid("Invalid syntax for --set, expecting name=value");
    const auto name = text.substr(0, equals);
    const auto found = std::find_if(known.begin(), known.end(), [&](const TuneParameter& each) {
        return each.name == name && each.name != "scheduler";
    });
    if (found == known.end())
        return invalid("invalid scheduler option: " + name);
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + equals + 1, end, number);
    if (error != std::errc() || stop != end)
        return invalid("Invalid value for parameter '" + name + "': " + text.substr(equals + 1));
    return TuneParameter{name, number};
}

Result<int> schedinfo(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    auto* resources = TRY(resourcesOf(domain));
    const auto& identity = domain.record.identity;
    const auto settings = command.all("set");
    const auto scope = settings.empty() ? TRY(questionScope(command)) : TRY(changeScope(command));
    // With both, virsh shows what will be, and so do we.
    const ChangeScope asked{.live = scope.live && !scope.config, .config = scope.config};
    auto parameters = TRY(resources->parameters(identity, TuneGroup::scheduler, asked));
    Parameters wanted;
    for (const auto& setting : settings)
        wanted.push_back(TRY(parseSetting(setting, parameters)));
    if (!wanted.empty()) {
        TRY(shell.requireWritable(command));
        TRY(resources->setParameters(identity, TuneGroup::scheduler, wanted, scope));
        parameters = TRY(resources->parameters(identity, TuneGroup::scheduler, asked));
    }
    printParameters(shell, command, domain, parameters);
    return 0;
}

constexpr std::string_view xenOnly = "it is of Xen's scheduler; write --set cpu_shares=N";

constexpr OptionDefinition memtuneOptions[]{
    option::domain(),
    option::namedOnly(option::text("hard-limit", "Max memory, as scaled integer (default KiB)")),
    option::namedOnly(
        option::text("soft-limit", "Memory during contention, as scaled integer (default KiB)")),
    option::namedOnly(
        option::text("swap-hard-limit", "Max memory plus swap, as scaled integer (default KiB)")),
    option::refused(option::namedOnly(option::text("min-guarantee", "")),
                    "no kernel guarantees memory; --soft-limit protects what is below it"),
    option::affectConfig,
    option::affectLive,
    option::affectCurrent,
    option::json(),
};
constexpr OptionDefinition schedinfoOptions[]{
    option::domain(),
    option::refused(option::namedOnly(option::number("weight", "")), xenOnly),
    option::refused(option::namedOnly(option::number("cap", "")), xenOnly),
    option::flag("current", "get/set current scheduler info"),
    option::flag("config", "get/set value to be used on next boot"),
    option::flag("live", "get/set value from running domain"),
    option::rest("set", "parameter=value", false),
    option::json(),
};
constexpr OptionDefinition blkiotuneOptions[]{
    option::domain(),
    option::namedOnly(option::number("weight", "IO Weight")),
    option::namedOnly(option::text(
        "device-weights", "per-device IO Weights, in the form of /path/to/device,weight,...")),
    option::namedOnly(option::text("device-read-iops-sec",
                                   "per-device read I/O limit per second, in the form of "
                                   "/path/to/device,read_iops_sec,...")),
    option::namedOnly(option::text("device-write-iops-sec",
                                   "per-device write I/O limit per second, in the form of "
                                   "/path/to/device,write_iops_sec,...")),
    option::namedOnly(option::text("device-read-bytes-sec",
                                   "per-device bytes read per second, in the form of "
                                   "/path/to/device,read_bytes_sec,...")),
    option::namedOnly(option::text("device-write-bytes-sec",
                                   "per-device bytes wrote per second, in the form of "
                                   "/path/to/device,write_bytes_sec,...")),
    option::affectConfig,
    option::affectLive,
    option::affectCurrent,
    option::json(),
};
constexpr OptionDefinition numatuneOptions[]{
    option::domain(),
    option::namedOnly(
        option::text("mode", "NUMA mode, one of strict, preferred, interleave and restrictive",
                     "strict|preferred|interleave|restrictive")),
    option::namedOnly(option::text("nodeset", "NUMA node selections to set")),
    option::affectConfig,
    option::affectLive,
    option::affectCurrent,
    option::json(),
};

constexpr OptionDefinition pidstuneOptions[]{
    option::domain(),
    option::namedOnly(option::number("max", "processes and threads at most; -1: no limit")),
    option::affectConfig,
    option::affectLive,
    option::affectCurrent,
    option::json(),
};

} // namespace

constinit const CommandDefinition memtuneCommand{
    .name = "memtune",
    .help = "Get or set memory parameters",
    .description = "Get or set the current memory parameters for a guest domain. A negative limit "
                   "is none.",
    .options = memtuneOptions,
    .run = memtune,
};
constinit const CommandDefinition schedinfoCommand{
    .name = "schedinfo",
    .help = "show/set scheduler parameters",
    .description = "Show/Set scheduler parameters.",
    .options = schedinfoOptions,
    .run = schedinfo,
};
constinit const CommandDefinition blkiotuneCommand{
    .name = "blkiotune",
    .help = "Get or set blkio parameters",
    .description = "Get or set the current blkio parameters for a guest domain. A limit of 0 is "
                   "none.",
    .options = blkiotuneOptions,
    .run = blkiotune,
};
constinit const CommandDefinition numatuneCommand{
    .name = "numatune",
    .help = "Get or set numa parameters",
    .description = "Get or set the current numa parameters for a guest domain.",
    .options = numatuneOptions,
    .run = numatune,
};

constinit const CommandDefinition pidstuneCommand{
    .name = "pidstune",
    .help = "Get or set how many processes there may be",
    .description = "Get or set how many processes and threads a container may have at once; of a "
                   "running one also how many there are.",
    .options = pidstuneOptions,
    .run = pidstune,
};

} // namespace twinvirt
