#pragma once

#include "lxc/devices/device_kind.h"

#include <string>

namespace twinvirt::lxc {

/// Makes the node in the /dev of the container that runs and lets it use the device.
Result<void> plugNode(LiveChange& change, NodeSpec node);
/// Takes the node of this path below /dev, and the right to use it, away when all else is done. A
/// process that has it open keeps what it has open (the kernel's rule).
Result<void> unplugNode(LiveChange& change, const std::string& path);

/// For a client that was killed while it did one of the two.
Result<void> takeNodeAway(const Removal& removal, const NodeSpec& node);

} // namespace twinvirt::lxc
