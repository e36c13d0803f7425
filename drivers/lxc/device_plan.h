#pragma once

#include "lxc/launch_spec.h"
#include "model/devices.h"
#include "util/result.h"

#include <vector>

namespace twinvirt::lxc {

/// What of <disk> and of <hostdev mode='capabilities'> can be told without the host: each has a
/// source and a name in /dev. Errors name the element, its line and the remedy.
Result<void> checkNodes(const Devices& devices);

/// The nodes that they are in the container's /dev. Looks at the host: a source that is missing or
/// is something else is an error.
Result<std::vector<NodeSpec>> planNodes(const Devices& devices);

/// One of them, for a container that runs. <hostdev> of type storage or misc only.
Result<NodeSpec> planDiskNode(const Disk& disk);
Result<NodeSpec> planHostDeviceNode(const HostDevice& device);

/// What the list of devices (v2) has to say for this node.
DeviceSpec deviceOf(const NodeSpec& node);

/// Adds the nodes to the list of devices that the container may use, where there is one (v2).
void allowNodes(LaunchSpec& spec);

} // namespace twinvirt::lxc
