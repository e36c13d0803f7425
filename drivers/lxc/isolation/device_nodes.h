#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

namespace twinvirt::lxc {

/// Makes the nodes of the spec's devices in the directory `dev`, which no container sees yet, with
/// a loop device for each image, and lets the container's device list (v1) open them.
Result<void> makeDevices(int dev, const LaunchSpec& spec);
/// Takes the loop devices away. Idempotent.
Result<void> releaseDevices(const LaunchSpec& spec);

} // namespace twinvirt::lxc
