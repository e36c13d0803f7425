#include "lxc/cgroup_plan.h"

#include "lxc/cgroup_settings.h"
#include "lxc/device_rules.h"
#include "util/atomic_file.h"

#include <algorithm>
#include <array>
#include <optional>

namespace twinvirt::lxc {

namespace {

std::vector<CgroupSetting> devicesV1(const std::vector<std::string>& rules) {
    std::vector<CgroupSetting> settings{{"devices.deny", "a", false}};
    for (const std::string& rule : rules)
        settings.push_back({"devices.allow", rule, false});
    return settings;
}

/// v1 hierarchies that hold no limit and are joined for their figures: CPU time by CPU, and what is
/// read and written. On v2 the same comes from io.stat, where the controller is turned on.
constexpr std::array<const char*, 2> accounting{"cpuacct", "blkio"};

/// Turns a v2 controller on for its figures, and writes nothing.
CgroupSetting figuresOf(const char* file) {
    return {file, "", false};
}

bool isAccounting(const CgroupHierarchy& hierarchy) {
    return std::any_of(accounting.begin(), accounting.end(),
                       [&](const char* controller) { return hierarchy.has(controller); });
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

std::string onlineNodes() {
    const auto nodes = readFile("/sys/devices/system/node/online").value_or("0");
    return nodes.substr(0, nodes.find('\n'));
}

void append(std::vector<CgroupSetting>& settings, const std::vector<CgroupSetting>& more) {
    settings.insert(settings.end(), more.begin(), more.end());
}

/// `above`: what is written to the partitions, before the container's own limits.
CgroupMembership planV2(const CgroupHierarchy& unified, const CgroupSettings& wanted,
                        const std::string& path, const std::vector<CgroupSetting>& above) {
    CgroupMembership membership{true, unified.mountPoint, "", path, above};
    for (const auto& [controller, settings] : wanted)
        if (unified.has(controller))
            append(membership.settings, settings);
    for (const char* file : {"io.stat", "pids.current"})
        if (unified.has(std::string_view(file, std::string_view(file).find('.'))))
            membership.settings.push_back(figuresOf(file));
    return membership;
}

/// nullopt when the container has no business in this hierarchy.
std::optional<CgroupMembership> planV1(const CgroupHierarchy& hierarchy,
                                       const CgroupSettings& wanted, const std::string& path,
                                       const std::vector<CgroupSetting>& above,
                                       const std::vector<std::string>& devices, bool hybrid) {
    CgroupMembership membership{false, hierarchy.mountPoint, joined(hierarchy.controllers), path,
                                above};
    bool needed =
        !above.empty() || isAccounting(hierarchy) || (!hybrid && hierarchy.has("freezer"));
    // A systemd in the container keeps its units here; one on the host has to find the container in
    // its delegated part.
    needed = needed || hierarchy.has("name=systemd");
    for (const auto& [controller, settings] : wanted)
        if (hierarchy.has(controller)) {
            append(membership.settings, settings);
            needed = true;
        }
    if (hierarchy.has("devices")) {
        append(membership.settings, devicesV1(devices));
        needed = true;
    }
    return needed ? std::optional(std::move(membership)) : std::nullopt;
}

} // namespace

Result<std::vector<CgroupMembership>>
planCgroups(const DomainDefinition& definition, const CgroupLayout& layout, const std::string& leaf,
            const PartitionTable& partitions, const std::vector<NodeSpec>& timers) {
    const std::string partition = definition.partition.value_or("/machine");
    const std::string path = layout.base + partition + "/" + leaf;
    const auto limits = TRY(limitsOf(definition));
    const auto wantedV1 = settingsOfV1(limits, onlineNodes());
    const auto wantedV2 = settingsOfV2(limits);
    const auto above = [&](const CgroupHierarchy& hierarchy) {
        return partitionSettings(partitions, partition, hierarchy);
    };
    std::vector<CgroupMembership> memberships;
    if (const auto* unified = layout.unified())
        memberships.push_back(planV2(*unified, wantedV2, path, above(*unified)));
    const bool hybrid = layout.unified() != nullptr;
    const auto devices = deviceRules(definition, timers);
    for (const auto& hierarchy : layout.hierarchies)
        if (!hierarchy.unified)
            if (auto membership =
                    planV1(hierarchy, wantedV1, path, above(hierarchy), devices, hybrid))
                memberships.push_back(std::move(*membership));
    for (const auto& [controller, settings] : wantedV1) {
        const bool isIo = controller == "blkio"; // its name in v2 is another
        if (layout.find(controller) == nullptr && !(isIo && layout.find("io") != nullptr))
            return lacks(controller);
    }
    return memberships;
}

std::vector<DeviceSpec> planDevices(const CgroupLayout& layout, const DomainDefinition& definition,
                                    const std::vector<NodeSpec>& timers) {
    if (layout.unified() == nullptr || layout.find("devices") != nullptr)
        return {};
    return asDeviceSpecs(deviceRules(definition, timers));
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
