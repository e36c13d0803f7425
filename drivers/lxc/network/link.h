#pragma once

#include "lxc/network/netlink.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// A network device as RTM_GETLINK describes it.
struct Link {
    struct Counters {
        std::uint64_t bytes = 0, packets = 0, errors = 0, dropped = 0;
    };
    int index = 0;
    std::string name;
    std::string mac;
    std::string kind; ///< bridge, veth, macvlan, …; empty for a physical one
    unsigned flags = 0;
    unsigned mtu = 0;
    int master = 0;             ///< index of its bridge
    bool vlanFiltering = false; ///< of a bridge
    Counters received, sent;
};

/// systemError with ENODEV when there is none of this name.
Result<Link> findLink(NetlinkSocket& socket, const std::string& name);
Result<std::vector<Link>> listLinks(NetlinkSocket& socket);

/// What is the same for each new device.
struct NewLink {
    std::string name;
    std::string mac; ///< empty: the kernel's choice
    std::uint32_t mtu = 0;
    int networkNamespace = -1; ///< descriptor; where it appears
};

/// One RTM_NEWLINK: the pair, the peer in its namespace, our end in its bridge and up. EEXIST when
/// one of the two names is taken.
struct VethRequest {
    NewLink host; ///< its networkNamespace stays empty
    NewLink guest;
    int bridge = 0; ///< index; 0: none
    bool up = true;
};
Result<void> createVeth(NetlinkSocket& socket, const VethRequest& request);

Result<void> createBridge(NetlinkSocket& socket, const std::string& name);

/// A macvlan on the device `parent` that appears in its namespace at once.
Result<void> createMacvlan(NetlinkSocket& socket, const NewLink& guest, int parent,
                           std::uint32_t mode);

/// Moves a device to another namespace under its name; systemError EEXIST when that is taken.
Result<void> moveLink(NetlinkSocket& socket, int index, int networkNamespace);
Result<void> setLinkUp(NetlinkSocket& socket, int index, bool up);
/// Its name, hardware address and MTU: what is empty or 0 stays. The device has to be down for a
/// new name.
Result<void> setLinkProperties(NetlinkSocket& socket, int index, const NewLink& properties);
/// Makes it a port of this bridge instead of its former one.
Result<void> setLinkMaster(NetlinkSocket& socket, int index, int bridge);
Result<void> deleteLink(NetlinkSocket& socket, int index);

} // namespace twinvirt::lxc
