#pragma once

#include "lxc/container_status.h"
#include "lxc/launch_spec.h"
#include "util/install_paths.h"
#include "util/result.h"

#include <cstdint>
#include <vector>

namespace twinvirt::lxc {

/// Where a mount comes or goes.
struct MountPlace {
    InstallPaths install;
    ContainerStatus status;
    LaunchSpec spec; ///< of the running container
    int lock = -1;   ///< of the domain: who does it holds it too, and may outlive us
};

/// Attaches a mount inside the container, or takes it away: see live_mount.h, which twinvirt-enter
/// runs in a process of its own. The error is its own, with its errno.
Result<void> mountLive(const MountPlace& place, const MountSpec& mount);
/// `others`: mountIds() of those that it cannot be.
Result<void> unmountLive(const MountPlace& place, const MountSpec& mount,
                         const std::vector<std::uint64_t>& others = {});

/// The kernel's numbers of all mounts that the container has: one that is made now has none of them
/// (proc_pid_mountinfo(5), the first field).
Result<std::vector<std::uint64_t>> mountIds(const ContainerStatus& status);

} // namespace twinvirt::lxc
