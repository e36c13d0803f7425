#include "lxc/network/bridge_port.h"

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

namespace twinvirt::lxc {

static ifinfomsg portHeader(int port) {
    ifinfomsg header{};
    header.ifi_family = AF_BRIDGE;
    header.ifi_index = port;
    return header;
}

static Result<void> changeVlan(NetlinkSocket& socket, int type, int port, std::uint16_t id,
                               std::uint16_t flags) {
    NetlinkMessage message(type, NLM_F_REQUEST | NLM_F_ACK, portHeader(port));
    message.nest(IFLA_AF_SPEC, [&] {
        const bridge_vlan_info info{flags, id};
        message.putBytes(IFLA_BRIDGE_VLAN_INFO, &info, sizeof info);
    });
    TRY_WITHIN("VLAN " + std::to_string(id) + " of port " + std::to_string(port),
               socket.exchange(message));
    return {};
}

Result<void> setPortVlans(NetlinkSocket& socket, int port, const std::vector<VlanSpec>& vlans) {
    constexpr std::uint16_t first = 1;
    if (std::none_of(vlans.begin(), vlans.end(),
                     [](const VlanSpec& vlan) { return vlan.id == first; }))
        TRY(changeVlan(socket, RTM_DELLINK, port, first, 0));
    for (const VlanSpec& vlan : vlans) {
        unsigned flags = 0;
        flags |= vlan.native ? BRIDGE_VLAN_INFO_PVID : 0U;
        flags |= vlan.untagged ? BRIDGE_VLAN_INFO_UNTAGGED : 0U;
        TRY(changeVlan(socket, RTM_SETLINK, port, vlan.id, static_cast<std::uint16_t>(flags)));
    }
    return {};
}

Result<void> replacePortVlans(NetlinkSocket& socket, int port, const std::vector<VlanSpec>& old,
                              const std::vector<VlanSpec>& wanted) {
    for (const VlanSpec& vlan : old)
        TRY(changeVlan(socket, RTM_DELLINK, port, vlan.id, 0));
    if (!wanted.empty())
        return setPortVlans(socket, port, wanted);
    constexpr auto access = BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED;
    return old.empty() ? Result<void>() : changeVlan(socket, RTM_SETLINK, port, 1, access);
}

Result<void> isolatePort(NetlinkSocket& socket, int port, bool isolated) {
    NetlinkMessage message(RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, portHeader(port));
    message.nest(IFLA_PROTINFO | NLA_F_NESTED, [&] {
        message.put(IFLA_BRPORT_ISOLATED, static_cast<std::uint8_t>(isolated ? 1 : 0));
    });
    TRY_WITHIN("isolate port " + std::to_string(port), socket.exchange(message));
    return {};
}

} // namespace twinvirt::lxc
