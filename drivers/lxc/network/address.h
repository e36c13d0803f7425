#pragma once

#include "lxc/network/interface_spec.h"
#include "lxc/network/netlink.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// Gives the device an address. An IPv6 address can be used at once: a duplicate of one that the
/// definition names is not looked for.
Result<void> addAddress(NetlinkSocket& socket, int link, const AddressSpec& address);
/// A route through the device in the main table.
Result<void> addRoute(NetlinkSocket& socket, int link, const RouteSpec& route);

/// An address of the namespace of the socket.
struct LinkAddress {
    int link = 0;
    bool ipv6 = false;
    std::string address;
    unsigned prefix = 0;
};
Result<std::vector<LinkAddress>> listAddresses(NetlinkSocket& socket);

/// What the host's neighbour table knows of a hardware address.
struct Neighbour {
    std::string mac;
    bool ipv6 = false;
    std::string address;
};
Result<std::vector<Neighbour>> listNeighbours(NetlinkSocket& socket);

} // namespace twinvirt::lxc
