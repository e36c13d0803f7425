#include "lxc/isolation/device_nodes.h"

#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/loop_device.h"
#include "lxc/isolation/safe_path.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

/// By it the loop devices of a container are found again, whoever made them.
static std::string loopLabel(const LaunchSpec& spec) {
    return "twinvirt:" + spec.uuid;
}

static Result<void> allowDevice(const LaunchSpec& spec, const NodeSpec& device, dev_t number) {
    const std::string rule = std::string(device.block ? "b " : "c ") +
                             std::to_string(major(number)) + ":" + std::to_string(minor(number)) +
                             (device.readOnly ? " rm" : " rwm");
    for (const CgroupMembership& cgroup : spec.cgroups)
        if (("," + cgroup.controllers + ",").find(",devices,") != std::string::npos)
            TRY(writeKernelFile(cgroup.mountPoint + cgroup.path + "/devices.allow", rule));
    return {};
}

static Result<void> makeNode(int dev, const LaunchSpec& spec, const NodeSpec& device,
                             dev_t number) {
    const auto slash = device.path.rfind('/');
    const bool nested = slash != std::string::npos;
    const std::string parent = nested ? device.path.substr(0, slash) : "";
    const std::string name = nested ? device.path.substr(slash + 1) : device.path;
    const UniqueFd directory = TRY(openOrMakeDirectory(dev, parent, Links::refused));
    const mode_t mode = (device.block ? S_IFBLK : S_IFCHR) | device.mode;
    if (::mknodat(directory.get(), name.c_str(), mode, number) != 0 ||
        ::fchmodat(directory.get(), name.c_str(), device.mode, 0) != 0 ||
        ::fchownat(directory.get(), name.c_str(), hostId(spec.idMap.uids, 0),
                   hostId(spec.idMap.gids, 0), AT_SYMLINK_NOFOLLOW) != 0)
        return systemError("mknod /dev/" + device.path);
    return {};
}

static Result<dev_t> loopNumber(const LoopDevice& loop) {
    struct stat info {};
    if (::fstat(loop.fd.get(), &info) != 0)
        return systemError("stat '" + loop.path + "'");
    return info.st_rdev;
}

Result<void> makeDevices(int dev, const LaunchSpec& spec) {
    for (const NodeSpec& device : spec.nodes) {
        dev_t number = makedev(device.majorNumber, device.minorNumber);
        if (!device.image.empty()) {
            const auto loop = TRY(makeLoopDevice(device.image, device.readOnly,
                                                 LoopLife::untilCleared, loopLabel(spec)));
            number = TRY(loopNumber(loop));
        }
        TRY_WITHIN("/dev/" + device.path, makeNode(dev, spec, device, number));
        TRY(allowDevice(spec, device, number));
    }
    return {};
}

Result<void> releaseDevices(const LaunchSpec& spec) {
    for (const NodeSpec& device : spec.nodes)
        if (!device.image.empty())
            return clearLoopDevices(loopLabel(spec));
    return {};
}

} // namespace twinvirt::lxc
