#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/mount.h>

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The kernel's mounts by descriptor (man 2 open_tree, fsopen, move_mount, mount_setattr): a mount
/// is made detached, and attached where a descriptor says, never where a string leads.

struct FilesystemOption {
    const char* key;
    std::string value; ///< empty: a flag, like "ro"
};

/// A new instance of a file system, detached. `attributes`: MOUNT_ATTR_*.
Result<UniqueFd> newFilesystem(const char* type, const std::vector<FilesystemOption>& options,
                               unsigned attributes);
/// A detached copy of the mount at `path` below the directory (of the mount itself when `path` is
/// empty), with what is mounted below it when `recursive`.
Result<UniqueFd> cloneTree(int directory, const std::string& path, bool recursive);
/// Sets and clears MOUNT_ATTR_* of the mount of the descriptor, of all below it when `recursive`;
/// `propagation` is 0 or MS_PRIVATE, MS_SLAVE.
struct MountAttributes {
    std::uint64_t set = 0;
    std::uint64_t clear = 0;
    std::uint64_t propagation = 0;
    bool recursive = false;
};
Result<void> changeMount(int mount, const MountAttributes& change);
/// Shows a detached mount, with all below it, through the id map of a user namespace: a file of id
/// 0 on disk belongs to that namespace's root. Nothing is written to the files.
Result<void> mapMountIds(int mount, int userNamespace);
/// Attaches a detached mount on the directory or file of the descriptor.
Result<void> attachMount(int mount, int target);
/// Hides a directory under an empty read-only one. All covers of a container are one tmpfs: `cover`
/// is empty before the first, and the first of them afterwards.
Result<void> coverDirectory(UniqueFd& cover, int target);
/// Makes what is at `path` below the descriptor a mount of its own that is read-only.
Result<void> bindReadOnly(int directory, const std::string& path);

} // namespace twinvirt::lxc
