#include "lxc/isolation/mount_api.h"

#include "lxc/isolation/safe_path.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

/// What the kernel says about the failure, where it says something (man 2 fsopen): without it a
/// wrong option and a damaged file system look the same.
static Error contextError(const UniqueFd& context, const std::string& what) {
    const int error = errno;
    std::string said;
    std::array<char, 512> line{};
    for (ssize_t size = 0; (size = ::read(context.get(), line.data(), line.size())) > 0;) {
        const std::string text(line.data(), static_cast<std::size_t>(size)); // "e ext4: …\n"
        if (text.starts_with("e ") || text.starts_with("w "))
            said += (said.empty() ? "" : "; ") + text.substr(2, text.find('\n') - 2);
    }
    Error result = systemError(what, error);
    if (!said.empty())
        result.message += " (the kernel says: " + said + ")";
    return result;
}

static bool setOption(const UniqueFd& context, const FilesystemOption& option) {
    if (option.value.empty())
        return ::fsconfig(context.get(), FSCONFIG_SET_FLAG, option.key, nullptr, 0) == 0;
    return ::fsconfig(context.get(), FSCONFIG_SET_STRING, option.key, option.value.c_str(), 0) == 0;
}

Result<UniqueFd> newFilesystem(const char* type, const std::vector<FilesystemOption>& options,
                               unsigned attributes) {
    const UniqueFd context(::fsopen(type, FSOPEN_CLOEXEC));
    if (!context)
        return systemError("fsopen(" + std::string(type) + ")");
    for (const auto& option : options)
        if (!setOption(context, option))
            return contextError(context, "fsconfig(" + std::string(type) + " " + option.key + "=" +
                                             option.value + ")");
    if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0)
        return contextError(context, "fsconfig(create " + std::string(type) + ")");
    UniqueFd mount(::fsmount(context.get(), FSMOUNT_CLOEXEC, attributes));
    if (!mount)
        return systemError("fsmount(" + std::string(type) + ")");
    return mount;
}

Result<UniqueFd> cloneTree(int directory, const std::string& path, bool recursive) {
    const unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC |
                           static_cast<unsigned>(path.empty() ? AT_EMPTY_PATH : 0) |
                           static_cast<unsigned>(recursive ? AT_RECURSIVE : 0);
    UniqueFd tree(::open_tree(directory, path.c_str(), flags));
    if (!tree)
        return systemError("open_tree(" + path + ")");
    return tree;
}

Result<void> changeMount(int mount, const MountAttributes& change) {
    mount_attr attributes{};
    attributes.attr_set = change.set;
    attributes.attr_clr = change.clear;
    attributes.propagation = change.propagation;
    const int flags = AT_EMPTY_PATH | (change.recursive ? AT_RECURSIVE : 0);
    if (::mount_setattr(mount, "", static_cast<unsigned>(flags), &attributes, sizeof attributes) !=
        0)
        return systemError("mount_setattr");
    return {};
}

Result<void> mapMountIds(int mount, int userNamespace) {
    mount_attr attributes{};
    attributes.attr_set = MOUNT_ATTR_IDMAP;
    attributes.userns_fd = static_cast<std::uint64_t>(userNamespace);
    if (::mount_setattr(mount, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes) ==
        0)
        return {};
    if (errno == EINVAL)
        return Error{ErrorCode::configUnsupported,
                     "mount_setattr(MOUNT_ATTR_IDMAP): this file system, or one that is mounted "
                     "below it, cannot be shown with mapped ids (an overlay or a network file "
                     "system cannot); use a directory on ext4, xfs, btrfs or tmpfs, or shift the "
                     "owners yourself and write <twinvirt:isolation preset='compat'/>",
                     EINVAL};
    return systemError("mount_setattr(MOUNT_ATTR_IDMAP)");
}

Result<void> attachMount(int mount, int target) {
    if (::move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) != 0)
        return systemError("move_mount");
    return {};
}

Result<void> coverDirectory(UniqueFd& cover, int target) {
    if (cover) { // attached, which a mount has to be before Linux 6.15 lets it be copied
        const UniqueFd another = TRY(cloneTree(cover.get(), "", false));
        return attachMount(another.get(), target);
    }
    cover = TRY(newFilesystem("tmpfs", {{"mode", "0555"}, {"size", "4096"}},
                              MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
                                  MOUNT_ATTR_NOEXEC));
    return attachMount(cover.get(), target);
}

Result<void> bindReadOnly(int directory, const std::string& path) {
    const UniqueFd tree = TRY(cloneTree(directory, path, true));
    TRY_WITHIN(path, changeMount(tree.get(), {.set = MOUNT_ATTR_RDONLY, .recursive = true}));
    const UniqueFd target = TRY(openBelow(directory, path, Links::refused));
    return attachMount(tree.get(), target.get());
}

} // namespace twinvirt::lxc
