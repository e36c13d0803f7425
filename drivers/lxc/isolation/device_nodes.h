#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

namespace twinvirt::lxc {

/// Makes the nodes of the spec's devices in the directory `dev`, which no container sees yet, with
/// a loop device for each image, and lets the container's device list (v1) open them.
Result<void> makeDevices(int dev, const LaunchSpec& spec);
/// One of them, also while the container runs: `dev` is its /dev. Its BPF program (v2) is the
/// caller's.
Result<void> makeDevice(int dev, const LaunchSpec& spec, const NodeSpec& device);
/// Takes one away again. operationFailed when root inside has put something else in its place.
Result<void> removeDevice(int dev, const LaunchSpec& spec, const NodeSpec& device);
/// Takes away what there is of one whose maker, or whose remover, was killed on the way: its node,
/// its loop device, what shows its image. `spec` is without it. Idempotent; a node that is not ours
/// stays.
Result<void> removeRemains(int dev, const LaunchSpec& spec, const NodeSpec& device);
/// Takes the loop devices away, and what shows their images. Idempotent.
Result<void> releaseDevices(const LaunchSpec& spec);

} // namespace twinvirt::lxc
