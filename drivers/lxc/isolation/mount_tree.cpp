#include "lxc/isolation/mount_tree.h"

#include "lxc/isolation/host_source.h"
#include "lxc/isolation/image_export.h"
#include "lxc/isolation/loop_device.h"
#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/overlay_mount.h"

#include <sys/stat.h>

namespace twinvirt::lxc {

static Result<UniqueFd> makeTmpfs(const MountSpec& mount, const MountOwner& owner) {
    return newFilesystem("tmpfs",
                         {{"size", std::to_string(mount.sizeBytes)},
                          {"uid", std::to_string(owner.user)},
                          {"gid", std::to_string(owner.group)}},
                         MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
                             (mount.readOnly ? MOUNT_ATTR_RDONLY : 0U));
}

/// Without device nodes: whoever made the image could have put the host's disk into it.
static Result<UniqueFd> mountDevice(const MountSpec& mount, const std::string& device) {
    if (mount.readOnly)
        return newFilesystem(mount.filesystem.c_str(), {{"source", device}, {"ro", ""}},
                             MOUNT_ATTR_NODEV | MOUNT_ATTR_RDONLY);
    return newFilesystem(mount.filesystem.c_str(), {{"source", device}}, MOUNT_ATTR_NODEV);
}

static Result<UniqueFd> mountRaw(const MountSpec& mount, const std::string& image) {
    // The device goes when its mount does: the descriptor is closed at the end of this function.
    const auto loop =
        TRY(makeLoopDevice(image, mount.readOnly, LoopLife::untilLastUse, "twinvirt"));
    return mountDevice(mount, loop.path);
}

static Result<UniqueFd> mountImage(const MountSpec& mount) {
    if (mount.format.empty())
        return mountRaw(mount, mount.source);
    TRY(startImageExport({mount.source, mount.format, mount.readOnly, mount.exported}));
    auto tree = mountRaw(mount, mount.exported);
    if (!tree)
        endImageExport(mount.exported);
    return tree;
}

static Result<UniqueFd> mountBlock(const MountSpec& mount) {
    TRY(openSourceDevice(mount.source)); // it is one, or the error says what it is instead
    return mountDevice(mount, mount.source);
}

static Result<UniqueFd> makeOfKind(const MountSpec& mount, const MountOwner& owner) {
    switch (mount.kind) {
    case MountSpec::Kind::image:
        return mountImage(mount);
    case MountSpec::Kind::device:
        return mountBlock(mount);
    case MountSpec::Kind::overlay:
        return mountOverlay(mount, owner);
    case MountSpec::Kind::tmpfs:
    case MountSpec::Kind::inner:
    case MountSpec::Kind::bind:
        break;
    }
    const UniqueFd source = TRY(openSource(mount.source));
    return cloneTree(source.get(), "", true);
}

Result<UniqueFd> makeMountTree(const MountSpec& mount, const MountOwner& owner) {
    if (mount.kind == MountSpec::Kind::tmpfs)
        return makeTmpfs(mount, owner);
    UniqueFd tree = TRY(makeOfKind(mount, owner));
    if (owner.userNamespace >= 0 && mount.kind != MountSpec::Kind::overlay) // its layers are
        TRY(mapMountIds(tree.get(), owner.userNamespace));
    TRY(changeMount(tree.get(), {.set = mount.readOnly ? MOUNT_ATTR_RDONLY : 0U,
                                 .propagation = MS_PRIVATE,
                                 .recursive = true}));
    return tree;
}

Result<UniqueFd> makeInnerTree(int root, const MountSpec& mount, Links links) {
    const UniqueFd source = TRY(openBelow(root, mount.source, links));
    UniqueFd tree = TRY(cloneTree(source.get(), "", true));
    if (mount.readOnly)
        TRY(changeMount(tree.get(), {.set = MOUNT_ATTR_RDONLY, .recursive = true}));
    return tree;
}

Result<void> attachTree(int tree, int root, const std::string& target, Links links) {
    struct stat info {};
    if (::fstat(tree, &info) != 0)
        return systemError("stat the source of '" + target + "'");
    const UniqueFd place = S_ISDIR(info.st_mode) ? TRY(openOrMakeDirectory(root, target, links))
                                                 : TRY(openOrMakeFile(root, target, links));
    TRY_WITHIN(target, attachMount(tree, place.get()));
    return {};
}

} // namespace twinvirt::lxc
