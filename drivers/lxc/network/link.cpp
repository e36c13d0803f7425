#include "lxc/network/link.h"

#include "lxc/network/hardware_address.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

#include <net/if.h>

namespace twinvirt::lxc {

static constexpr int create = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
static constexpr int change = NLM_F_REQUEST | NLM_F_ACK;

static void putProperties(NetlinkMessage& message, const NewLink& link) {
    if (!link.name.empty())
        message.put(IFLA_IFNAME, link.name);
    if (const auto mac = parseMac(link.mac))
        message.putBytes(IFLA_ADDRESS, mac->data(), mac->size());
    if (link.mtu != 0)
        message.put(IFLA_MTU, link.mtu);
    if (link.networkNamespace >= 0)
        message.put(IFLA_NET_NS_FD, static_cast<std::uint32_t>(link.networkNamespace));
}

static ifinfomsg header(int index, bool setsFlags = false, bool up = false) {
    ifinfomsg info{};
    info.ifi_index = index;
    info.ifi_change = setsFlags ? static_cast<unsigned>(IFF_UP) : 0U;
    info.ifi_flags = up ? static_cast<unsigned>(IFF_UP) : 0U;
    return info;
}

Result<void> createVeth(NetlinkSocket& socket, const VethRequest& request) {
    NetlinkMessage message(RTM_NEWLINK, create, header(0, true, request.up));
    putProperties(message, request.host);
    if (request.bridge != 0)
        message.put(IFLA_MASTER, static_cast<std::uint32_t>(request.bridge));
    message.nest(IFLA_LINKINFO, [&] {
        message.put(IFLA_INFO_KIND, std::string("veth"));
        message.nest(IFLA_INFO_DATA, [&] {
            message.nest(VETH_INFO_PEER, [&] {
                const ifinfomsg peer{};
                message.append(&peer, sizeof peer);
                putProperties(message, request.guest);
            });
        });
    });
    TRY_WITHIN("create veth '" + request.host.name + "'", socket.exchange(message));
    return {};
}

Result<void> createBridge(NetlinkSocket& socket, const std::string& name) {
    NetlinkMessage message(RTM_NEWLINK, create, header(0));
    message.put(IFLA_IFNAME, name);
    message.nest(IFLA_LINKINFO, [&] { message.put(IFLA_INFO_KIND, std::string("bridge")); });
    TRY_WITHIN("create bridge '" + name + "'", socket.exchange(message));
    return {};
}

Result<void> createMacvlan(NetlinkSocket& socket, const NewLink& guest, int parent,
                           std::uint32_t mode) {
    NetlinkMessage message(RTM_NEWLINK, create, header(0));
    putProperties(message, guest);
    message.put(IFLA_LINK, static_cast<std::uint32_t>(parent));
    message.nest(IFLA_LINKINFO, [&] {
        message.put(IFLA_INFO_KIND, std::string("macvlan"));
        message.nest(IFLA_INFO_DATA, [&] { message.put(IFLA_MACVLAN_MODE, mode); });
    });
    TRY_WITHIN("create macvlan '" + guest.name + "'", socket.exchange(message));
    return {};
}

Result<void> moveLink(NetlinkSocket& socket, int index, int networkNamespace) {
    NetlinkMessage message(RTM_NEWLINK, change, header(index));
    message.put(IFLA_NET_NS_FD, static_cast<std::uint32_t>(networkNamespace));
    TRY_WITHIN("move link " + std::to_string(index), socket.exchange(message));
    return {};
}

Result<void> setLinkUp(NetlinkSocket& socket, int index, bool up) {
    NetlinkMessage message(RTM_NEWLINK, change, header(index, true, up));
    TRY_WITHIN("set link " + std::to_string(index) + (up ? " up" : " down"),
               socket.exchange(message));
    return {};
}

Result<void> setLinkProperties(NetlinkSocket& socket, int index, const NewLink& properties) {
    NetlinkMessage message(RTM_NEWLINK, change, header(index));
    putProperties(message, properties);
    TRY_WITHIN("change link " + std::to_string(index), socket.exchange(message));
    return {};
}

Result<void> setLinkMaster(NetlinkSocket& socket, int index, int bridge) {
    NetlinkMessage message(RTM_NEWLINK, change, header(index));
    message.put(IFLA_MASTER, static_cast<std::uint32_t>(bridge));
    TRY_WITHIN("connect link " + std::to_string(index), socket.exchange(message));
    return {};
}

Result<void> deleteLink(NetlinkSocket& socket, int index) {
    NetlinkMessage message(RTM_DELLINK, change, header(index));
    TRY_WITHIN("delete link " + std::to_string(index), socket.exchange(message));
    return {};
}

} // namespace twinvirt::lxc
