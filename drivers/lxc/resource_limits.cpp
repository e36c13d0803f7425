#include "lxc/resource_limits.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>

namespace twinvirt::lxc {

static constexpr std::uint64_t defaultPeriodUs = 100000;

std::uint64_t memoryLimitKib(const DomainDefinition& definition) {
    const auto current = definition.currentMemoryKib.value_or(definition.memoryKib);
    return definition.memoryTune.hardLimitKib.value_or(std::min(current, definition.memoryKib));
}

std::uint64_t periodUs(const DomainDefinition& definition) {
    return definition.cpuTune.periodUs.value_or(defaultPeriodUs);
}

std::optional<std::uint64_t> quotaUs(const DomainDefinition& definition) {
    std::optional<std::uint64_t> quota;
    if (definition.cpuTune.quotaUs && *definition.cpuTune.quotaUs > 0)
        quota = static_cast<std::uint64_t>(*definition.cpuTune.quotaUs);
    if (definition.vcpu.current) {
        const auto ofCpus = *definition.vcpu.current * periodUs(definition);
        quota = std::min(quota.value_or(ofCpus), ofCpus);
    }
    return quota;
}

Error badCpuset(const std::string& text) {
    return {ErrorCode::configUnsupported,
            "<vcpu cpuset='" + text + "'>: no list of CPUs; write one as '0-3,^2'"};
}

static Result<std::string> deviceNumber(const std::string& path) {
    struct stat facts {};
    const std::string what = "<blkiotune><device><path>" + path + "</path>: ";
    if (::stat(path.c_str(), &facts) != 0)
        return Error{ErrorCode::configUnsupported,
                     what + systemError("stat").message + "; name a block device of the host"};
    if (!S_ISBLK(facts.st_mode))
        return Error{ErrorCode::configUnsupported,
                     what + "not a block device; name one of the host, as /dev/vda"};
    return std::to_string(major(facts.st_rdev)) + ":" + std::to_string(minor(facts.st_rdev));
}

static Result<void> addBlockIo(const BlockIoTune& tune, ResourceLimits& limits) {
    if (tune.weight && *tune.weight != 0)
        limits.ioWeight = *tune.weight;
    for (const auto& device : tune.devices)
        limits.devices.push_back({TRY(deviceNumber(device.path)), device.weight.value_or(0),
                                  device.readBytesSec.value_or(0), device.writeBytesSec.value_or(0),
                                  device.readIopsSec.value_or(0), device.writeIopsSec.value_or(0)});
    return {};
}

static Result<void> addPlaces(const DomainDefinition& definition, ResourceLimits& limits) {
    if (const auto& cpuset = definition.vcpu.cpuset) {
        limits.cpus = kernelCpuList(*cpuset);
        if (!limits.cpus)
            return badCpuset(*cpuset);
    }
    if (definition.numaMemory && definition.numaMemory->nodeset) {
        limits.nodes = kernelCpuList(*definition.numaMemory->nodeset);
        if (!limits.nodes)
            return Error{ErrorCode::configUnsupported,
                         "<numatune><memory nodeset='" + *definition.numaMemory->nodeset +
                             "'>: no list of nodes; write one as '0-1'"};
    }
    return {};
}

Result<ResourceLimits> limitsOf(const DomainDefinition& definition) {
    const auto bytes = [](std::optional<std::uint64_t> kib) {
        return kib ? std::optional(*kib * 1024) : std::nullopt;
    };
    ResourceLimits limits;
    limits.memoryBytes = memoryLimitKib(definition) * 1024;
    limits.softMemoryBytes = bytes(definition.memoryTune.softLimitKib);
    limits.swapBytes = bytes(definition.memoryTune.swapHardLimitKib);
    limits.shares = definition.cpuTune.shares;
    limits.periodUs = definition.cpuTune.periodUs;
    limits.quotaUs = quotaUs(definition);
    limits.tasks = definition.pidsMax;
    TRY(addPlaces(definition, limits));
    TRY(addBlockIo(definition.blockIoTune, limits));
    return limits;
}

} // namespace twinvirt::lxc
