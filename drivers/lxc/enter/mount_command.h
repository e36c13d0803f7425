#pragma once

#include "lxc/container_status.h"
#include "lxc/launch_spec.h"
#include "util/install_paths.h"
#include "util/result.h"

namespace twinvirt::lxc {

/// Attaches a mount inside the running container of `spec`, or takes it away: see live_mount.h,
/// which twinvirt-enter runs in a process of its own. The error is its own.
Result<void> mountLive(const InstallPaths& install, const ContainerStatus& status,
                       const LaunchSpec& spec, const MountSpec& mount);
Result<void> unmountLive(const InstallPaths& install, const ContainerStatus& status,
                         const LaunchSpec& spec, const MountSpec& mount);

} // namespace twinvirt::lxc
