#include "lxc/cgroup_plan.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <array>
#include <map>

namespace twinvirt::lxc {

namespace {

constexpr std::array<const char*, 10> allowedDevices{
    // null, zero, full, random, urandom, tty, console, ptmx, fuse, pts/*: libvirt's list
    "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm",    "c 1:9 rwm",
    "c 5:0 rwm", "c 5:1 rwm", "c 5:2 rwm", "c 10:229 rwm", "c 136:* rwm"};

/// Settings by controller, in the words of v1 or of v2.
using Settings = std::map<std::string, std::vector<CgroupSetting>>;

std::string bytes(std::uint64_t kib) {
    return std::to_string(kib * 1024);
}

std::uint64_t hardLimitKib(const DomainDefinition& definition) {
    return definition.memoryTune.hardLimitKib.value_or(definition.memoryKib);
}

std::vector<CgroupSetting> memoryV1(const DomainDefinition& definition) {
    std::vector<CgroupSetting> settings{
        {"memory.limit_in_bytes", bytes(hardLimitKib(definition)), true}};
    const auto& tune = definition.memoryTune;
    if (tune.softLimitKib)
        settings.push_back({"memory.soft_limit_in_bytes", bytes(*tune.softLimitKib), true});
    if (tune.swapHardLimitKib)
        settings.push_back({"memory.memsw.limit_in_bytes", bytes(*tune.swapHardLimitKib), true});
    return settings;
}

std::vector<CgroupSetting> memoryV2(const DomainDefinition& definition) {
    const auto hard = hardLimitKib(definition);
    std::vector<CgroupSetting> settings{{"memory.max", bytes(hard), true}};
    const auto& tune = definition.memoryTune;
    if (tune.softLimitKib)
        settings.push_back({"memory.high", bytes(*tune.softLimitKib), true});
    if (tune.swapHardLimitKib) // v1 counts memory and swap together, v2 counts swap alone
        settings.push_back({"memory.swap.max",
                            bytes(*tune.swapHardLimitKib - std::min(hard, *tune.swapHardLimitKib)),
                            true});
    return settings;
}

std::vector<CgroupSetting> cpuV1(const CpuTune& tune) {
    std::vector<CgroupSetting> settings;
    if (tune.shares)
        settings.push_back({"cpu.shares", std::to_string(*tune.shares), true});
    if (tune.periodUs) // before the quota: the kernel checks one against the other
        settings.push_back({"cpu.cfs_period_us", std::to_string(*tune.periodUs), true});
    if (tune.quotaUs && *tune.quotaUs > 0)
        settings.push_back({"cpu.cfs_quota_us", std::to_string(*tune.quotaUs), true});
    return settings;
}

std::vector<CgroupSetting> cpuV2(const CpuTune& tune) {
    std::vector<CgroupSetting> settings;
    if (tune.shares)
        settings.push_back({"cpu.weight", std::to_string(weightOfShares(*tune.shares)), true});
    if (tune.periodUs || tune.quotaUs) {
        const bool limited = tune.quotaUs && *tune.quotaUs > 0;
        settings.push_back({"cpu.max",
                            (limited ? std::to_string(*tune.quotaUs) : "max") + " " +
                                std::to_string(tune.periodUs.value_or(100000)),
                            true});
    }
    return settings;
}

std::vector<CgroupSetting> devicesV1() {
    std::vector<CgroupSetting> settings{{"devices.deny", "a", false}};
    for (const char* device : allowedDevices)
        settings.push_back({"devices.allow", device, false});
    return settings;
}

Result<Settings> settingsFor(const DomainDefinition& definition, bool unified) {
    Settings settings;
    settings["memory"] = unified ? memoryV2(definition) : memoryV1(definition);
    auto cpu = unified ? cpuV2(definition.cpuTune) : cpuV1(definition.cpuTune);
    if (!cpu.empty())
        settings["cpu"] = std::move(cpu);
    if (definition.vcpu.cpuset) {
        const auto list = kernelCpuList(*definition.vcpu.cpuset);
        if (!list)
            return badCpuset(*definition.vcpu.cpuset);
        settings["cpuset"] = {{"cpuset.cpus", *list, true}};
        if (!unified) { // v1 refuses to be joined while mems is empty
            const auto nodes = readFile("/sys/devices/system/node/online").value_or("0");
            settings["cpuset"].push_back({"cpuset.mems", nodes.substr(0, nodes.find('\n')), true});
        }
    }
    return settings;
}

Error lacks(const std::string& controller) {
    return {ErrorCode::configUnsupported,
            "cgroups: this host offers no '" + controller +
                "' controller, which the definition's limits need; see 'twinsh host-validate lxc'"};
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ",") + part;
    return text;
}

} // namespace

Error badCpuset(const std::string& text) {
    return {ErrorCode::configUnsupported,
            "<vcpu cpuset='" + text + "'>: no list of CPUs; write one as '0-3,^2'"};
}

std::uint64_t weightOfShares(std::uint64_t shares) {
    return std::clamp<std::uint64_t>(shares * 100 / 1024, 1, 10000);
}

Result<std::vector<CgroupMembership>> planCgroups(const DomainDefinition& definition,
                                                  const CgroupLayout& layout,
                                                  const std::string& leaf) {
    const std::string path = layout.base + definition.partition.value_or("/machine") + "/" + leaf;
    const auto wantedV1 = TRY(settingsFor(definition, false));
    const auto wantedV2 = TRY(settingsFor(definition, true));
    std::vector<CgroupMembership> memberships;
    if (const auto* unified = layout.unified()) {
        CgroupMembership membership{true, unified->mountPoint, "", path, {}};
        for (const auto& [controller, settings] : wantedV2)
            if (unified->has(controller))
                membership.settings.insert(membership.settings.end(), settings.begin(),
                                           settings.end());
        memberships.push_back(std::move(membership));
    }
    for (const auto& hierarchy : layout.hierarchies) {
        if (hierarchy.unified)
            continue;
        CgroupMembership membership{
            false, hierarchy.mountPoint, joined(hierarchy.controllers), path, {}};
        bool needed =
            layout.unified() == nullptr && (hierarchy.has("freezer") || hierarchy.has("cpuacct"));
        // A systemd in the container keeps its units here; one on the host has to find the
        // container in its delegated part.
        needed = needed || hierarchy.has("name=systemd");
        for (const auto& [controller, settings] : wantedV1)
            if (hierarchy.has(controller)) {
                membership.settings.insert(membership.settings.end(), settings.begin(),
                                           settings.end());
                needed = true;
            }
        if (hierarchy.has("devices")) {
            const auto acl = devicesV1();
            membership.settings.insert(membership.settings.end(), acl.begin(), acl.end());
            needed = true;
        }
        if (needed)
            memberships.push_back(std::move(membership));
    }
    for (const auto& [controller, settings] : wantedV1)
        if (layout.find(controller) == nullptr)
            return lacks(controller);
    return memberships;
}

std::vector<DeviceSpec> planDevices(const CgroupLayout& layout) {
    std::vector<DeviceSpec> devices;
    if (layout.unified() == nullptr || layout.find("devices") != nullptr)
        return devices;
    for (const std::string rule : allowedDevices) { // "c 136:* rwm"
        DeviceSpec device;
        const auto colon = rule.find(':');
        device.block = rule[0] == 'b';
        device.majorNumber = static_cast<std::uint32_t>(std::stoul(rule.substr(2, colon - 2)));
        if (rule[colon + 1] != '*')
            device.minorNumber = std::stoi(rule.substr(colon + 1));
        devices.push_back(device);
    }
    return devices;
}

std::string freezerFile(const std::vector<CgroupMembership>& memberships) {
    for (const auto& membership : memberships)
        if (membership.unified)
            return membership.mountPoint + membership.path + "/cgroup.freeze";
    for (const auto& membership : memberships)
        if (("," + membership.controllers + ",").find(",freezer,") != std::string::npos)
            return membership.mountPoint + membership.path + "/freezer.state";
    return "";
}

} // namespace twinvirt::lxc
