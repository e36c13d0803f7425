#pragma once

#include "lxc/isolation/safe_path.h"
#include "lxc/launch_spec.h"
#include "util/result.h"
#include "util/unique_fd.h"

namespace twinvirt::lxc {

/// The container's root as the host knows it: owner of a new tmpfs.
struct MountOwner {
    std::uint32_t user = 0;
    std::uint32_t group = 0;
    int userNamespace = -1; ///< with an id map that files are shown through; -1: as they are
};

/// The detached mount of any kind but `inner`, made on the host: what of it is on the host (a loop
/// device) goes with its last descriptor or mount. It is private and, where the spec says so,
/// read-only with all that is mounted below it.
Result<UniqueFd> makeMountTree(const MountSpec& mount, const MountOwner& owner = {});

/// The same of `inner`, made inside, below the container's root.
Result<UniqueFd> makeInnerTree(int root, const MountSpec& mount, Links links);

/// Attaches the tree at `target` below the container's root: a directory or a file, as the tree is,
/// which is made where it is missing.
Result<void> attachTree(int tree, int root, const std::string& target, Links links);

} // namespace twinvirt::lxc
