#include "api/tune_definition.h"

#include "api/tune_devices.h"

#include <array>

namespace twinvirt {

namespace {

constexpr std::array<const char*, 4> numaModes{"strict", "preferred", "interleave", "restrictive"};

Error notKnown(const std::string& name) {
    return {ErrorCode::invalidArgument, "invalid argument: parameter '" + name +
                                            "' is none of this group's, or of another type"};
}

Error outOfRange(const std::string& name, std::int64_t least, std::int64_t most) {
    return {ErrorCode::invalidArgument, "invalid argument: value of '" + name +
                                            "' is out of range [" + std::to_string(least) + ", " +
                                            std::to_string(most) + "]"};
}

/// Either integer type; a negative number stays one.
std::optional<std::int64_t> numberOf(const TuneParameter& parameter) {
    if (const auto* number = std::get_if<std::uint64_t>(&parameter.value))
        return static_cast<std::int64_t>(*number);
    if (const auto* number = std::get_if<std::int64_t>(&parameter.value))
        return *number;
    return std::nullopt;
}

/// Within [least, most]; the error names the range.
Result<std::int64_t> numberWithin(const TuneParameter& parameter, std::int64_t least,
                                  std::int64_t most) {
    const auto number = numberOf(parameter);
    if (!number)
        return notKnown(parameter.name);
    if (*number < least || *number > most)
        return outOfRange(parameter.name, least, most);
    return *number;
}

Result<void> setMemory(MemoryTune& tune, const TuneParameter& parameter) {
    const auto number = numberOf(parameter);
    std::optional<std::uint64_t>* limit = parameter.name == "hard_limit"   ? &tune.hardLimitKib
                                          : parameter.name == "soft_limit" ? &tune.softLimitKib
                                          : parameter.name == "swap_hard_limit"
                                              ? &tune.swapHardLimitKib
                                              : nullptr;
    if (limit == nullptr || !number)
        return notKnown(parameter.name);
    const auto kib = static_cast<std::uint64_t>(*number);
    *limit = kib >= unlimitedMemoryKib ? std::nullopt : std::optional(kib);
    return {};
}

Result<void> checkMemory(const DomainDefinition& definition) {
    const auto& tune = definition.memoryTune;
    const auto hard = tune.hardLimitKib.value_or(definition.memoryKib);
    if (tune.swapHardLimitKib && hard > *tune.swapHardLimitKib)
        return Error{ErrorCode::invalidArgument,
                     "invalid argument: memory hard_limit tunable value must be lower than or "
                     "equal to swap_hard_limit"};
    return {};
}

Result<void> setScheduler(CpuTune& tune, const TuneParameter& parameter) {
    if (parameter.name == "cpu_shares") {
        tune.shares = TRY(numberWithin(parameter, 2, 262144));
    } else if (parameter.name == "vcpu_period") {
        tune.periodUs = TRY(numberWithin(parameter, 1000, 1000000));
    } else if (parameter.name == "vcpu_quota") {
        const auto number = numberOf(parameter);
        if (number && *number <= 0)
            tune.quotaUs.reset();
        else
            tune.quotaUs = TRY(numberWithin(parameter, 1000, 17592186044415));
    } else {
        return notKnown(parameter.name);
    }
    return {};
}

Result<void> setNuma(std::optional<NumaMemory>& memory, const TuneParameter& parameter) {
    auto& tune = memory ? *memory : memory.emplace();
    tune.placement.reset();
    if (parameter.name == "numa_mode") {
        const auto mode = numaModeName(numberOf(parameter).value_or(-1));
        if (!mode)
            return notKnown(parameter.name);
        tune.mode = *mode;
    } else if (const auto* nodes = std::get_if<std::string>(&parameter.value);
               nodes != nullptr && parameter.name == "numa_nodeset") {
        tune.nodeset = *nodes;
        if (nodes->empty())
            memory.reset();
    } else {
        return notKnown(parameter.name);
    }
    return {};
}

Result<void> setTasks(std::optional<std::uint64_t>& most, const TuneParameter& parameter) {
    if (parameter.name != "pids_max")
        return notKnown(parameter.name);
    const auto number =
        TRY(numberWithin(parameter, 1, static_cast<std::int64_t>(unlimitedMemoryKib)));
    most = number == static_cast<std::int64_t>(unlimitedMemoryKib)
               ? std::nullopt
               : std::optional(static_cast<std::uint64_t>(number));
    return {};
}

Result<void> setBlockIo(BlockIoTune& tune, const TuneParameter& parameter) {
    if (parameter.name == "weight") {
        const auto weight = TRY(numberWithin(parameter, 0, 10000));
        tune.weight = weight == 0 ? std::nullopt : std::optional(static_cast<unsigned>(weight));
        return {};
    }
    const auto* list = std::get_if<std::string>(&parameter.value);
    if (list == nullptr || !isDeviceParameter(parameter.name))
        return notKnown(parameter.name);
    return setDeviceParameter(tune, parameter.name, *list);
}

Result<void> set(DomainDefinition& definition, TuneGroup group, const TuneParameter& parameter) {
    switch (group) {
    case TuneGroup::memory:
        return setMemory(definition.memoryTune, parameter);
    case TuneGroup::scheduler:
        return setScheduler(definition.cpuTune, parameter);
    case TuneGroup::blockIo:
        return setBlockIo(definition.blockIoTune, parameter);
    case TuneGroup::tasks:
        return setTasks(definition.pidsMax, parameter);
    case TuneGroup::numa:
        break;
    }
    return setNuma(definition.numaMemory, parameter);
}

} // namespace

std::optional<std::int64_t> numaModeNumber(const std::string& name) {
    for (std::size_t i = 0; i < numaModes.size(); ++i)
        if (name == numaModes[i])
            return static_cast<std::int64_t>(i);
    return std::nullopt;
}

std::optional<std::string> numaModeName(std::int64_t number) {
    if (number < 0 || number >= static_cast<std::int64_t>(numaModes.size()))
        return std::nullopt;
    return numaModes[static_cast<std::size_t>(number)];
}

std::vector<TuneParameter> parametersOf(const DomainDefinition& definition, TuneGroup group) {
    const auto& memory = definition.memoryTune;
    const auto& cpu = definition.cpuTune;
    switch (group) {
    case TuneGroup::memory:
        return {{"hard_limit", memory.hardLimitKib.value_or(unlimitedMemoryKib)},
                {"soft_limit", memory.softLimitKib.value_or(unlimitedMemoryKib)},
                {"swap_hard_limit", memory.swapHardLimitKib.value_or(unlimitedMemoryKib)}};
    case TuneGroup::scheduler:
        return {{"scheduler", "posix"},
                {"cpu_shares", cpu.shares.value_or(1024)},
                {"vcpu_period", cpu.periodUs.value_or(100000)},
                {"vcpu_quota", cpu.quotaUs.value_or(-1)}};
    case TuneGroup::blockIo: {
        std::vector<TuneParameter> parameters{
            {"weight", std::uint64_t{definition.blockIoTune.weight.value_or(0)}}};
        for (auto& parameter : deviceParameters(definition.blockIoTune))
            parameters.push_back(std::move(parameter));
        return parameters;
    }
    case TuneGroup::tasks:
        return {{"pids_max", definition.pidsMax.value_or(unlimitedMemoryKib)}};
    case TuneGroup::numa:
        break;
    }
    const auto numa = definition.numaMemory.value_or(NumaMemory{});
    return {{"numa_mode", numaModeNumber(numa.mode.value_or("strict")).value_or(0)},
            {"numa_nodeset", numa.nodeset.value_or("")}};
}

Result<void> setParameters(DomainDefinition& definition, TuneGroup group,
                           const std::vector<TuneParameter>& parameters) {
    for (const auto& parameter : parameters)
        TRY(set(definition, group, parameter));
    return group == TuneGroup::memory ? checkMemory(definition) : Result<void>();
}

} // namespace twinvirt
