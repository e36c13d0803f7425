#include "lxc/cgroup_settings.h"

#include <algorithm>
#include <utility>

namespace twinvirt::lxc {

namespace {

/// Collects settings; each is left out when there is nothing to limit.
class Settings {
  public:
    void add(const std::string& controller, const std::string& file, std::string value) {
        settings_[controller].push_back({file, std::move(value), true});
    }
    void add(const std::string& controller, const std::string& file,
             std::optional<std::uint64_t> value) {
        if (value)
            add(controller, file, std::to_string(*value));
    }
    /// "8:0 4096"
    void addFor(const DeviceLimits& device, const std::string& controller, const std::string& file,
                std::uint64_t value) {
        if (value != 0)
            add(controller, file, device.number + " " + std::to_string(value));
    }
    CgroupSettings take() { return std::move(settings_); }

  private:
    CgroupSettings settings_;
};

void addDeviceV1(const DeviceLimits& device, Settings& settings) {
    settings.addFor(device, "blkio", "blkio.bfq.weight_device|blkio.weight_device", device.weight);
    settings.addFor(device, "blkio", "blkio.throttle.read_bps_device", device.readBytesSec);
    settings.addFor(device, "blkio", "blkio.throttle.write_bps_device", device.writeBytesSec);
    settings.addFor(device, "blkio", "blkio.throttle.read_iops_device", device.readIopsSec);
    settings.addFor(device, "blkio", "blkio.throttle.write_iops_device", device.writeIopsSec);
}

void addDeviceV2(const DeviceLimits& device, Settings& settings) {
    settings.addFor(device, "io", "io.bfq.weight|io.weight", device.weight);
    std::string limits;
    const auto add = [&limits](const char* name, std::uint64_t value) {
        limits += std::string(" ") + name + "=" + (value == 0 ? "max" : std::to_string(value));
    };
    add("rbps", device.readBytesSec);
    add("wbps", device.writeBytesSec);
    add("riops", device.readIopsSec);
    add("wiops", device.writeIopsSec);
    if (limits != " rbps=max wbps=max riops=max wiops=max")
        settings.add("io", "io.max", device.number + limits);
}

} // namespace

std::uint64_t weightOfShares(std::uint64_t shares) {
    return std::clamp<std::uint64_t>(shares * 100 / 1024, 1, 10000);
}

std::uint64_t sharesOfWeight(std::uint64_t weight) {
    return std::clamp<std::uint64_t>((weight * 1024 + 99) / 100, 2, 262144);
}

CgroupSettings settingsOfV1(const ResourceLimits& limits, const std::string& onlineNodes) {
    Settings settings;
    settings.add("memory", "memory.limit_in_bytes", limits.memoryBytes);
    settings.add("memory", "memory.soft_limit_in_bytes", limits.softMemoryBytes);
    settings.add("memory", "memory.memsw.limit_in_bytes", limits.swapBytes);
    settings.add("cpu", "cpu.shares", limits.shares);
    // The period before the quota: the kernel checks one against the other.
    settings.add("cpu", "cpu.cfs_period_us", limits.periodUs);
    settings.add("cpu", "cpu.cfs_quota_us", limits.quotaUs);
    if (limits.cpus || limits.nodes) {
        if (limits.cpus)
            settings.add("cpuset", "cpuset.cpus", *limits.cpus);
        settings.add("cpuset", "cpuset.mems", limits.nodes.value_or(onlineNodes));
    }
    settings.add("pids", "pids.max", limits.tasks);
    settings.add("blkio", "blkio.bfq.weight|blkio.weight", limits.ioWeight);
    for (const auto& device : limits.devices)
        addDeviceV1(device, settings);
    return settings.take();
}

CgroupSettings settingsOfV2(const ResourceLimits& limits) {
    Settings settings;
    settings.add("memory", "memory.max", limits.memoryBytes);
    settings.add("memory", "memory.high", limits.softMemoryBytes);
    if (limits.swapBytes) // v1 counts memory and swap together, v2 counts swap alone
        settings.add("memory", "memory.swap.max",
                     *limits.swapBytes - std::min(limits.memoryBytes, *limits.swapBytes));
    if (limits.shares)
        settings.add("cpu", "cpu.weight", weightOfShares(*limits.shares));
    if (limits.periodUs || limits.quotaUs)
        settings.add("cpu", "cpu.max",
                     (limits.quotaUs ? std::to_string(*limits.quotaUs) : "max") + " " +
                         std::to_string(limits.periodUs.value_or(100000)));
    if (limits.cpus)
        settings.add("cpuset", "cpuset.cpus", *limits.cpus);
    if (limits.nodes)
        settings.add("cpuset", "cpuset.mems", *limits.nodes);
    settings.add("pids", "pids.max", limits.tasks);
    settings.add("io", "io.bfq.weight|io.weight", limits.ioWeight);
    for (const auto& device : limits.devices)
        addDeviceV2(device, settings);
    return settings.take();
}

std::string unlimitedValue(const CgroupSetting& setting) {
    static const std::map<std::string, std::string> values{
        {"memory.limit_in_bytes", "-1"},
        {"memory.soft_limit_in_bytes", "-1"},
        {"memory.memsw.limit_in_bytes", "-1"},
        {"memory.max", "max"},
        {"memory.high", "max"},
        {"memory.low", "0"},
        {"memory.swap.max", "max"},
        {"cpu.shares", "1024"},
        {"cpu.cfs_period_us", "100000"},
        {"cpu.cfs_quota_us", "-1"},
        {"cpu.weight", "100"},
        {"cpu.max", "max 100000"},
        {"pids.max", "max"},
        {"blkio.bfq.weight|blkio.weight", "100"},
        {"io.bfq.weight|io.weight", "100"},
    };
    const std::string device = setting.value.substr(0, setting.value.find(' '));
    const bool ofDevice = device.find(':') != std::string::npos;
    if (setting.file == "io.max")
        return device + " rbps=max wbps=max riops=max wiops=max";
    if (setting.file.starts_with("io.bfq.weight") && ofDevice)
        return device + " default";
    if (ofDevice)
        return device + " 0";
    std::string name = setting.file; // without the way up to a partition
    for (auto up = name.find("../"); up != std::string::npos; up = name.find("../"))
        name.erase(up, 3);
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second;
}

} // namespace twinvirt::lxc
