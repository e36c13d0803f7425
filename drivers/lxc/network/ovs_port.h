#pragma once

#include "lxc/network/interface_spec.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The arguments of ovs-vsctl(8) that make the link a port of its bridge, argv[0] first, with what
/// libvirt writes about it: attached-mac, iface-id, vm-id, port-profile, iface-status; and a mark
/// of ours, by which it is known as a container's.
std::vector<std::string> ovsPortArguments(const InterfaceSpec& spec);

/// Makes the host's end of the interface (InterfaceSpec::hostName) a port of its Open vSwitch
/// bridge. A port of that name that is not a container's is left alone and an error.
/// operationUnsupported, with the package, when ovs-vsctl is not installed.
Result<void> addOvsPort(const InterfaceSpec& spec);

/// Takes the port out of the switch's database, which remembers it when the link is gone and after
/// the host was restarted. None is no error; one that is not this container's stays.
Result<void> removeOvsPort(const InterfaceSpec& spec);

} // namespace twinvirt::lxc
