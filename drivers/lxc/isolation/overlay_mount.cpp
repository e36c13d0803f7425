#include "lxc/isolation/overlay_mount.h"

#include "lxc/isolation/filesystem_user.h"
#include "lxc/isolation/host_source.h"
#include "lxc/isolation/locked_mounts.h"
#include "lxc/isolation/mount_api.h"

#include <sys/stat.h>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// Named by descriptors, so that no link is followed on the way to them.
struct Layers {
    std::vector<UniqueFd> lowers; ///< the uppermost first
    UniqueFd upper;
    UniqueFd work;
};

std::string pathOf(const UniqueFd& fd) {
    return "/proc/self/fd/" + std::to_string(fd.get());
}

Result<Layers> openLayers(const MountSpec& mount) {
    Layers layers;
    layers.lowers.push_back(TRY(openSource(mount.source)));
    for (const std::string& lower : mount.lowers)
        layers.lowers.push_back(TRY(openSource(lower)));
    layers.upper = TRY(openSource(mount.upper));
    layers.work = TRY(openSource(mount.work));
    return layers;
}

Result<UniqueFd> makeOverlay(const MountSpec& mount, const Layers& layers) {
    std::string lowers;
    for (const UniqueFd& layer : layers.lowers)
        lowers += (lowers.empty() ? "" : ":") + pathOf(layer);
    return newFilesystem("overlay",
                         {{"source", "twinvirt"},
                          {"lowerdir", lowers},
                          {"upperdir", pathOf(layers.upper)},
                          {"workdir", pathOf(layers.work)},
                          // Plain layers: `diff` reads them, and nothing in them leads elsewhere.
                          {"metacopy", "off"},
                          {"redirect_dir", "nofollow"}},
                         MOUNT_ATTR_NODEV | (mount.readOnly ? MOUNT_ATTR_RDONLY : 0U));
}

/// What is at the descriptor, as a detached mount of its own with the ids mapped.
Result<UniqueFd> mapped(const UniqueFd& directory, const std::string& path, int userNamespace) {
    UniqueFd tree = TRY(cloneTree(directory.get(), "", false));
    TRY_WITHIN("show '" + path + "' with the ids mapped", mapMountIds(tree.get(), userNamespace));
    return tree;
}

/// The directory that both are in, as text.
std::string commonDirectory(const std::string& one, const std::string& other) {
    const auto differ = std::ranges::mismatch(one, other);
    const auto length = static_cast<std::size_t>(differ.in1 - one.begin());
    return one.substr(0, std::max<std::size_t>(one.rfind('/', length), 1));
}

/// The same directory in the mapped tree.
Result<UniqueFd> openMapped(const UniqueFd& tree, const std::string& above, const std::string& path,
                            const UniqueFd& plain) {
    UniqueFd fd = TRY(openBelow(tree.get(), path.substr(above.size()), Links::refused));
    struct stat one {};
    struct stat other {};
    if (::fstat(fd.get(), &one) != 0 || ::fstat(plain.get(), &other) != 0)
        return systemError("stat '" + path + "'");
    if (one.st_dev != other.st_dev || one.st_ino != other.st_ino)
        return Error{ErrorCode::configUnsupported,
                     "'" + path + "' is not on the file system of '" + above +
                         "'; with ids mapped, upperdir and workdir must stand in one directory"};
    return fd;
}

} // namespace

/// In a helper: a kernel before 6.15 takes as layers only what is mounted where the caller is, and
/// nobody else shall see that. The overlay writes to its layers as who mounted it, whom the map has
/// to have: as the host's root it would become read-only.
static Result<UniqueFd> mountMapped(const MountSpec& mount, const MountOwner& owner) {
    const Layers plain = TRY(openLayers(mount));
    const std::string above = commonDirectory(mount.upper, mount.work);
    const UniqueFd directory = TRY(openSource(above));
    const UniqueFd changes = TRY(mapped(directory, above, owner.userNamespace));
    Layers layers;
    std::vector<MountToLock> attached{{changes.get(), {}}};
    for (std::size_t i = 0; i < plain.lowers.size(); ++i) {
        const std::string& path = i == 0 ? mount.source : mount.lowers[i - 1];
        layers.lowers.push_back(TRY(mapped(plain.lowers[i], path, owner.userNamespace)));
        attached.push_back({layers.lowers.back().get(), {}});
    }
    layers.upper = TRY(openMapped(changes, above, mount.upper, plain.upper));
    layers.work = TRY(openMapped(changes, above, mount.work, plain.work));
    UniqueFd tree(::fcntl(changes.get(), F_DUPFD_CLOEXEC, 0)); // its number, for the helper
    const auto mountAsRoot = [&]() -> Result<void> {
        const FilesystemUser root(owner.user, owner.group);
        const UniqueFd overlay = TRY(makeOverlay(mount, layers));
        if (::dup3(overlay.get(), tree.get(), O_CLOEXEC) < 0)
            return systemError("dup3");
        return {};
    };
    TRY(withMountsAttached(attached, mountAsRoot));
    return tree;
}

Result<UniqueFd> mountOverlay(const MountSpec& mount, const MountOwner& owner) {
    if (owner.userNamespace >= 0)
        return mountMapped(mount, owner);
    const Layers layers = TRY(openLayers(mount));
    return makeOverlay(mount, layers);
}

} // namespace twinvirt::lxc
