#pragma once

#include "lxc/network/interface_spec.h"
#include "lxc/network/netlink.h"

#include <vector>

namespace twinvirt::lxc {

/// The VLANs of a port of a bridge that filters them, in place of the VLAN 1 that each port has at
/// first (man 8 bridge, vlan add).
Result<void> setPortVlans(NetlinkSocket& socket, int port, const std::vector<VlanSpec>& vlans);
/// The VLANs of a port that had others; without any it is a port as a bridge makes it, of VLAN 1.
Result<void> replacePortVlans(NetlinkSocket& socket, int port, const std::vector<VlanSpec>& old,
                              const std::vector<VlanSpec>& wanted);
/// An isolated port reaches only the ports of its bridge that are not.
Result<void> isolatePort(NetlinkSocket& socket, int port, bool isolated);

} // namespace twinvirt::lxc
