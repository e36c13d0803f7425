#pragma once

#include "util/result.h"

#include <functional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// A detached mount that init of a user namespace will attach.
struct MountToLock {
    int fd = -1; ///< afterwards the locked copy, under the same number
    /// What still has to be done to the tree while it is attached at `place`, a directory of a
    /// mount namespace that nobody else sees.
    std::function<Result<void>(const std::string& place)> adjust;
};

/// Makes each detached mount one of which root in a user namespace can change neither the flags
/// (read-only, nodev…) nor unmount what is mounted below its top.
///
/// The kernel locks mounts when a mount namespace is copied into another user namespace (man 7
/// mount_namespaces, "Restrictions"), and only then: a mount that init attaches by descriptor is
/// its own, and it could remount a read-only one writable. So a helper attaches the mounts in a
/// namespace of its own, its child is born into a user namespace with a copy of that, and takes
/// detached copies of the locked mounts there. Both share our table of descriptors.
Result<void> lockMounts(const std::vector<MountToLock>& mounts);

/// Runs the task in a process of its own mount namespace, in which the detached mounts are attached
/// somewhere; they and the namespace go with it. It shares our table of descriptors.
Result<void> withMountsAttached(const std::vector<MountToLock>& mounts,
                                const std::function<Result<void>()>& task);

} // namespace twinvirt::lxc
