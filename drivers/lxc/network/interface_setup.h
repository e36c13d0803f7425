#pragma once

#include "lxc/network/interface_spec.h"
#include "lxc/network/link.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// Makes the interface: its end on the host, complete, and its end in the network namespace of the
/// descriptor `guest`, still down. Returns the name on the host, empty when there is none. Both
/// ends go when that namespace does, but for a device of the host: see namespace_file.h. One of
/// type='user' is not made here: see user_network.h. `socket` is of the host.
Result<std::string> makeInterface(NetlinkSocket& socket, const InterfaceSpec& spec, int guest,
                                  const std::string& nameCounter);

/// The bridge of a veth, checked for what the definition wants of it; the error says the remedy.
Result<Link> findBridge(NetlinkSocket& socket, const InterfaceSpec& spec);

/// The guest's side, with a socket of its namespace: addresses, up, routes.
Result<void> configureInterface(NetlinkSocket& socket, const InterfaceSpec& spec);

/// The link inside, with a socket of its namespace: by its address, since root inside may have
/// given it another name. operationFailed with ENODEV when it is gone.
Result<Link> findGuestLink(NetlinkSocket& socket, const InterfaceSpec& spec);

/// Sets the limits of a veth that is there: of its end on the host and, where need be, of the one
/// in `guest`. A rate of 0 takes a limit away.
Result<void> limitTraffic(NetlinkSocket& socket, const InterfaceSpec& spec, int hostEnd, int guest);

/// lo, up.
Result<void> raiseLoopback(NetlinkSocket& socket);

} // namespace twinvirt::lxc
