#include "lxc/devices/live_node.h"

#include "lxc/device_plan.h"
#include "lxc/filesystem_plan.h"
#include "lxc/init_process.h"
#include "lxc/isolation/device_nodes.h"
#include "lxc/isolation/device_program.h"
#include "lxc/isolation/safe_path.h"
#include "util/process.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

namespace twinvirt::lxc {

namespace {

/// The container's own /dev: root inside may have unmounted it, and what is below is the host's, or
/// a disk.
Result<UniqueFd> openDev(const ContainerStatus& status) {
    const auto init = TRY(openInit(status));
    const auto path = "/proc/" + std::to_string(status.initPid) + "/root";
    const UniqueFd root(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root)
        return systemError("open '" + path + "'");
    // Init still lives, so the path was its own and not that of another with its pid.
    TRY(sendSignal(init.get(), 0));
    UniqueFd dev = TRY(openBelow(root.get(), "/dev", Links::refused));
    struct statfs filesystem {};
    struct stat ours {};
    struct stat theirs {};
    const bool known = ::fstatfs(dev.get(), &filesystem) == 0 && ::fstat(dev.get(), &theirs) == 0 &&
                       ::stat("/dev", &ours) == 0;
    if (!known || filesystem.f_type != TMPFS_MAGIC || theirs.st_dev == ours.st_dev)
        return Error{ErrorCode::operationFailed,
                     "the container's /dev is not the one any more that it was given"};
    return dev;
}

/// On v2: the list of the cgroup itself. On v1 devices.allow has been written.
Result<void> applyList(const LaunchSpec& spec) {
    if (spec.devices.empty())
        return {};
    for (const CgroupMembership& cgroup : spec.cgroups) {
        if (!cgroup.unified)
            continue;
        const std::string path = cgroup.mountPoint + cgroup.path;
        const UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!directory)
            return systemError("open '" + path + "'");
        TRY(replaceDeviceProgram(directory.get(), spec.devices));
    }
    return {};
}

bool same(const DeviceSpec& one, const DeviceSpec& other) {
    return one.block == other.block && one.majorNumber == other.majorNumber &&
           one.minorNumber == other.minorNumber && one.access == other.access;
}

void forget(std::vector<DeviceSpec>& devices, const DeviceSpec& device) {
    // The last one that says so: what the container has anyway stands in front.
    const auto found = std::find_if(devices.rbegin(), devices.rend(),
                                    [&device](const DeviceSpec& one) { return same(one, device); });
    if (found != devices.rend())
        devices.erase(std::next(found).base());
}

std::string only(const NodeSpec& node) {
    LaunchSpec spec;
    spec.nodes = {node};
    return encodeLaunchSpec(spec);
}

/// Before it is announced: what somebody else has put there must not be taken away.
Result<void> refuseTaken(int dev, const NodeSpec& node) {
    const auto there = openBelow(dev, node.path, Links::refused);
    if (!there)
        return there.error().errnum == ENOENT ? Result<void>() : there.error();
    return systemError("/dev/" + node.path + ": mknod /dev/" + node.path, EEXIST);
}

} // namespace

Result<void> plugNode(LiveChange& change, NodeSpec node) {
    const bool taken = std::ranges::any_of(
        change.spec.nodes, [&node](const NodeSpec& one) { return one.path == node.path; });
    if (taken)
        return Error{ErrorCode::operationFailed,
                     "operation failed: the domain has a device /dev/" + node.path + " already"};
    const LaunchSpec before = change.spec;
    change.spec.nodes.push_back(node);
    nameExports(change.spec);
    node = change.spec.nodes.back();
    if (!change.spec.devices.empty())
        change.spec.devices.push_back(deviceOf(node));
    const auto dev = std::make_shared<UniqueFd>(TRY(openDev(change.live.state.status)));
    TRY(refuseTaken(dev->get(), node));
    TRY(announce(change, {.coming = true, .device = only(node)}));
    TRY(writeSpec(change)); // a loop device is released by it
    TRY(makeDevice(dev->get(), change.spec, node));
    change.rollback.add([dev, before, node] {
        (void)removeDevice(dev->get(), before, node);
        (void)applyList(before);
    });
    return applyList(change.spec);
}

Result<void> unplugNode(LiveChange& change, const std::string& path) {
    auto& nodes = change.spec.nodes;
    const auto found =
        std::ranges::find_if(nodes, [&path](const NodeSpec& node) { return node.path == path; });
    if (found == nodes.end())
        return Error{ErrorCode::operationFailed, "device not found: no /dev/" + path + " found"};
    const NodeSpec node = *found;
    const auto dev = std::make_shared<UniqueFd>(TRY(openDev(change.live.state.status)));
    nodes.erase(found);
    forget(change.spec.devices, deviceOf(node));
    TRY(announce(change, {.coming = false, .device = only(node)}));
    change.last = [dev, spec = change.spec, node]() -> Result<void> {
        TRY(removeDevice(dev->get(), spec, node));
        return applyList(spec);
    };
    return {};
}

Result<void> takeNodeAway(const Removal& removal, const NodeSpec& node) {
    const auto dev = TRY(openDev(removal.live.state.status));
    TRY(removeRemains(dev.get(), removal.without, node));
    return applyList(removal.without);
}

} // namespace twinvirt::lxc
