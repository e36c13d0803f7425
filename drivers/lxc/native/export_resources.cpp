#include "lxc/cgroup_settings.h"
#include "lxc/native/export.h"

#include <algorithm>

namespace twinvirt::lxc {

namespace {

std::string bytes(std::uint64_t kib) {
    return std::to_string(kib * 1024);
}

// Each limit in the words of v2 and then in those of v1: LXC takes those that the host has, and a
// later line of ours counts when they are read again.

void exportMemory(const DomainDefinition& domain, Export& config) {
    const auto& tune = domain.memoryTune;
    const auto hard = tune.hardLimitKib.value_or(domain.memoryKib);
    config.put("lxc.cgroup2.memory.max", bytes(hard));
    config.put("lxc.cgroup.memory.limit_in_bytes", bytes(hard));
    if (tune.softLimitKib) {
        config.put("lxc.cgroup2.memory.high", bytes(*tune.softLimitKib));
        config.put("lxc.cgroup.memory.soft_limit_in_bytes", bytes(*tune.softLimitKib));
    }
    if (tune.swapHardLimitKib) {
        config.put("lxc.cgroup2.memory.swap.max",
                   bytes(*tune.swapHardLimitKib - std::min(hard, *tune.swapHardLimitKib)));
        config.put("lxc.cgroup.memory.memsw.limit_in_bytes", bytes(*tune.swapHardLimitKib));
    }
}

void exportCpu(const DomainDefinition& domain, Export& config) {
    const auto& tune = domain.cpuTune;
    if (tune.shares) {
        config.put("lxc.cgroup2.cpu.weight", std::to_string(weightOfShares(*tune.shares)));
        config.put("lxc.cgroup.cpu.shares", std::to_string(*tune.shares));
    }
    if (tune.quotaUs || tune.periodUs) {
        constexpr std::uint64_t kernelsPeriodUs = 100000;
        const bool limited = tune.quotaUs && *tune.quotaUs > 0;
        config.put("lxc.cgroup2.cpu.max",
                   (limited ? std::to_string(*tune.quotaUs) : "max") + ' ' +
                       std::to_string(tune.periodUs.value_or(kernelsPeriodUs)));
    }
    if (tune.periodUs)
        config.put("lxc.cgroup.cpu.cfs_period_us", std::to_string(*tune.periodUs));
    if (tune.quotaUs)
        config.put("lxc.cgroup.cpu.cfs_quota_us",
                   std::to_string(std::max<std::int64_t>(-1, *tune.quotaUs)));
    const auto putBoth = [&](const char* setting, const std::optional<std::string>& list) {
        if (!list)
            return;
        config.put(std::string("lxc.cgroup2.") + setting, *list);
        config.put(std::string("lxc.cgroup.") + setting, *list);
    };
    putBoth("cpuset.cpus", domain.vcpu.cpuset);
    if (domain.numaMemory)
        putBoth("cpuset.mems", domain.numaMemory->nodeset);
    if (domain.vcpu.count != 1)
        config.leave("vcpu", "their number binds no container");
}

/// "8:0" of a path as importCgroupSetting makes it; empty for others.
std::string numbersOf(const std::string& path) {
    constexpr std::string_view prefix = "/dev/block/";
    return path.starts_with(prefix) ? path.substr(prefix.size()) : std::string();
}

void exportBlockDevice(const BlockDeviceTune& device, Export& config) {
    const auto numbers = numbersOf(device.path);
    if (numbers.empty())
        return config.leave("blkiotune", "LXC takes numbers, not '" + device.path +
                                             "'; write /dev/block/MAJOR:MINOR");
    std::string limits;
    const auto put = [&](const char* newer, const char* older, std::optional<std::uint64_t> value) {
        if (!value)
            return;
        limits += std::string(" ") + newer + '=' + std::to_string(*value);
        config.put(std::string("lxc.cgroup.blkio.throttle.") + older,
                   numbers + ' ' + std::to_string(*value));
    };
    put("rbps", "read_bps_device", device.readBytesSec);
    put("wbps", "write_bps_device", device.writeBytesSec);
    put("riops", "read_iops_device", device.readIopsSec);
    put("wiops", "write_iops_device", device.writeIopsSec);
    if (!limits.empty())
        config.put("lxc.cgroup2.io.max", numbers + limits);
    if (device.weight)
        config.put("lxc.cgroup.blkio.weight_device",
                   numbers + ' ' + std::to_string(*device.weight));
}

} // namespace

void exportResources(const DomainDefinition& domain, Export& config) {
    exportMemory(domain, config);
    exportCpu(domain, config);
    if (domain.pidsMax) {
        config.put("lxc.cgroup2.pids.max", std::to_string(*domain.pidsMax));
        config.put("lxc.cgroup.pids.max", std::to_string(*domain.pidsMax));
    }
    if (domain.blockIoTune.weight) {
        config.put("lxc.cgroup2.io.weight", std::to_string(*domain.blockIoTune.weight));
        config.put("lxc.cgroup.blkio.weight", std::to_string(*domain.blockIoTune.weight));
    }
    for (const auto& device : domain.blockIoTune.devices)
        exportBlockDevice(device, config);
    if (domain.partition)
        config.leave("resource", "write lxc.cgroup.dir for the place of its cgroups");
}

} // namespace twinvirt::lxc
