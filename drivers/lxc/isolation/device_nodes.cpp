#include "lxc/isolation/device_nodes.h"

#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/image_export.h"
#include "lxc/isolation/loop_device.h"
#include "lxc/isolation/safe_path.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

/// By it the loop devices of a container are found again, whoever made them.
static std::string loopLabel(const LaunchSpec& spec) {
    return "twinvirt:" + spec.uuid;
}

/// Does a container of this cgroup have the device anyway?
static bool isGivenToAll(const CgroupMembership& cgroup, const std::string& rule) {
    const std::string device = rule.substr(0, rule.rfind(' ') + 1);
    return std::any_of(
        cgroup.settings.begin(), cgroup.settings.end(), [&device](const CgroupSetting& setting) {
            return setting.file == "devices.allow" && setting.value.starts_with(device);
        });
}

/// `file`: devices.allow or devices.deny, of v1.
static Result<void> setDevice(const LaunchSpec& spec, const std::string& file,
                              const NodeSpec& device, dev_t number) {
    const std::string rule = std::string(device.block ? "b " : "c ") +
                             std::to_string(major(number)) + ":" + std::to_string(minor(number)) +
                             (device.readOnly ? " rm" : " rwm");
    for (const CgroupMembership& cgroup : spec.cgroups)
        if (("," + cgroup.controllers + ",").find(",devices,") != std::string::npos &&
            !isGivenToAll(cgroup, rule))
            TRY(writeKernelFile(cgroup.mountPoint + cgroup.path + "/" + file, rule));
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

/// The image, or the raw file that it is shown as.
static Result<LoopDevice> makeLoop(const LaunchSpec& spec, const NodeSpec& device) {
    const bool raw = device.format.empty();
    if (!raw)
        TRY(startImageExport({device.image, device.format, device.readOnly, device.exported}));
    return makeLoopDevice(raw ? device.image : device.exported, device.readOnly,
                          LoopLife::untilCleared, loopLabel(spec));
}

/// "/dev/loop3": the number alone does not tell where loop devices have partitions.
static std::string loopPath(dev_t number) {
    const std::string link =
        "/sys/dev/block/" + std::to_string(major(number)) + ":" + std::to_string(minor(number));
    std::array<char, 256> target{};
    const ssize_t size = ::readlink(link.c_str(), target.data(), target.size());
    const std::string text(target.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    return "/dev/" + text.substr(text.rfind('/') + 1);
}

/// The loop device of an image, and what shows it.
static Result<void> releaseImage(const LaunchSpec& spec, const NodeSpec& device, dev_t number) {
    if (!device.image.empty())
        TRY(clearLoopDevice(loopPath(number), loopLabel(spec)));
    if (!device.exported.empty())
        endImageExport(device.exported);
    return {};
}

static Result<void> removeNode(int dev, const NodeSpec& device) {
    const auto slash = device.path.rfind('/');
    const UniqueFd parent = TRY(openBelow(
        dev, slash == std::string::npos ? "" : device.path.substr(0, slash), Links::refused));
    const std::string name = device.path.substr(slash == std::string::npos ? 0 : slash + 1);
    if (::unlinkat(parent.get(), name.c_str(), 0) != 0 && errno != ENOENT)
        return systemError("remove /dev/" + device.path);
    return {};
}

Result<void> makeDevice(int dev, const LaunchSpec& spec, const NodeSpec& device) {
    dev_t number = makedev(device.majorNumber, device.minorNumber);
    if (!device.image.empty()) {
        const auto loop = TRY(makeLoop(spec, device));
        number = TRY(loopNumber(loop));
    }
    auto made = makeNode(dev, spec, device, number);
    if (made) {
        made = setDevice(spec, "devices.allow", device, number);
        if (!made)
            (void)removeNode(dev, device);
    }
    if (!made)
        (void)releaseImage(spec, device, number);
    TRY_WITHIN("/dev/" + device.path, std::move(made));
    return {};
}

Result<void> makeDevices(int dev, const LaunchSpec& spec) {
    for (const NodeSpec& device : spec.nodes)
        TRY(makeDevice(dev, spec, device));
    return {};
}

/// The number of the node, which has to be of the kind that was made.
static Result<dev_t> numberOf(int dev, const NodeSpec& device) {
    const UniqueFd node = TRY(openBelow(dev, device.path, Links::refused));
    struct stat info {};
    if (::fstat(node.get(), &info) != 0)
        return systemError("stat /dev/" + device.path);
    const bool same = device.block ? S_ISBLK(info.st_mode) : S_ISCHR(info.st_mode);
    const bool number =
        !device.image.empty() || info.st_rdev == makedev(device.majorNumber, device.minorNumber);
    if (!same || !number)
        return Error{ErrorCode::operationFailed,
                     "/dev/" + device.path + " is not the device any more that was given"};
    return info.st_rdev;
}

Result<void> removeDevice(int dev, const LaunchSpec& spec, const NodeSpec& device) {
    const dev_t number = TRY(numberOf(dev, device));
    TRY(removeNode(dev, device));
    TRY(setDevice(spec, "devices.deny", device, number));
    for (const NodeSpec& other : spec.nodes) // the same device under a second name
        if (const auto same = numberOf(dev, other); same && *same == number)
            TRY(setDevice(spec, "devices.allow", other, number));
    return releaseImage(spec, device, number);
}

/// Is this the number of one of the nodes in `dev`?
static bool hasNode(int dev, const std::vector<NodeSpec>& nodes, dev_t number) {
    return std::any_of(nodes.begin(), nodes.end(), [&](const NodeSpec& node) {
        const auto found = numberOf(dev, node);
        return found && *found == number;
    });
}

/// The loop devices that were made for this container and that no node of its spec is.
static Result<void> removeOrphans(int dev, const LaunchSpec& spec, const NodeSpec& device) {
    for (const std::string& path : TRY(loopDevicesOf(loopLabel(spec)))) {
        struct stat info {};
        if (::stat(path.c_str(), &info) != 0 || hasNode(dev, spec.nodes, info.st_rdev))
            continue;
        TRY(setDevice(spec, "devices.deny", device, info.st_rdev));
        TRY(clearLoopDevice(path, loopLabel(spec)));
    }
    return {};
}

Result<void> removeRemains(int dev, const LaunchSpec& spec, const NodeSpec& device) {
    if (numberOf(dev, device))
        return removeDevice(dev, spec, device);
    if (!device.image.empty())
        TRY(removeOrphans(dev, spec, device));
    else // gone, but perhaps still allowed
        TRY(setDevice(spec, "devices.deny", device,
                      makedev(device.majorNumber, device.minorNumber)));
    if (!device.exported.empty())
        endImageExport(device.exported);
    return {};
}

Result<void> releaseDevices(const LaunchSpec& spec) {
    const bool any = std::any_of(spec.nodes.begin(), spec.nodes.end(),
                                 [](const NodeSpec& device) { return !device.image.empty(); });
    if (any)
        TRY(clearLoopDevices(loopLabel(spec)));
    for (const NodeSpec& device : spec.nodes)
        if (!device.exported.empty())
            endImageExport(device.exported);
    return {};
}

} // namespace twinvirt::lxc
