#include "lxc/network/hardware_address.h"
#include "lxc/network/link.h"

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cstring>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

namespace twinvirt::lxc {

static std::string textOfMac(const nlattr* attribute) {
    HardwareAddress mac{};
    if (nla_len(attribute) != static_cast<int>(mac.size()))
        return {};
    std::memcpy(mac.data(), nla_data(attribute), mac.size());
    return formatMac(mac);
}

static void readKind(const nlattr* information, Link& link) {
    const auto* inside = static_cast<const nlattr*>(nla_data(information));
    const int size = nla_len(information);
    if (const nlattr* kind = nla_find(inside, size, IFLA_INFO_KIND))
        link.kind = nla_get_string(kind);
    const nlattr* data = nla_find(inside, size, IFLA_INFO_DATA);
    if (data == nullptr || link.kind != "bridge")
        return;
    const nlattr* filtering =
        nla_find(static_cast<const nlattr*>(nla_data(data)), nla_len(data), IFLA_BR_VLAN_FILTERING);
    link.vlanFiltering = filtering != nullptr && nla_get_u8(filtering) != 0;
}

static void readCounters(const nlattr* attribute, Link& link) {
    rtnl_link_stats64 stats{};
    std::memcpy(&stats, nla_data(attribute),
                std::min<std::size_t>(sizeof stats, static_cast<std::size_t>(nla_len(attribute))));
    link.received = {stats.rx_bytes, stats.rx_packets, stats.rx_errors, stats.rx_dropped};
    link.sent = {stats.tx_bytes, stats.tx_packets, stats.tx_errors, stats.tx_dropped};
}

static Link readLink(const nlmsghdr& header) {
    auto* message = const_cast<nlmsghdr*>(&header);
    const auto* info = static_cast<const ifinfomsg*>(nlmsg_data(message));
    Link link;
    link.index = info->ifi_index;
    link.flags = info->ifi_flags;
    const auto find = [message](int attribute) {
        return nlmsg_find_attr(message, sizeof(ifinfomsg), attribute);
    };
    if (const nlattr* name = find(IFLA_IFNAME))
        link.name = nla_get_string(name);
    if (const nlattr* mac = find(IFLA_ADDRESS))
        link.mac = textOfMac(mac);
    if (const nlattr* mtu = find(IFLA_MTU))
        link.mtu = nla_get_u32(mtu);
    if (const nlattr* master = find(IFLA_MASTER))
        link.master = static_cast<int>(nla_get_u32(master));
    if (const nlattr* stats = find(IFLA_STATS64))
        readCounters(stats, link);
    if (const nlattr* information = find(IFLA_LINKINFO))
        readKind(information, link);
    return link;
}

Result<Link> findLink(NetlinkSocket& socket, const std::string& name) {
    if (name.empty() || name.size() >= IFNAMSIZ)
        return systemError("find link '" + name + "'", ENODEV);
    NetlinkMessage message(RTM_GETLINK, NLM_F_REQUEST | NLM_F_ACK, ifinfomsg{});
    message.put(IFLA_IFNAME, name);
    Link link;
    TRY_WITHIN("find link '" + name + "'",
               socket.exchange(message, [&](const nlmsghdr& answer) { link = readLink(answer); }));
    return link;
}

Result<std::vector<Link>> listLinks(NetlinkSocket& socket) {
    NetlinkMessage message(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, ifinfomsg{});
    std::vector<Link> links;
    TRY_WITHIN("list links", socket.exchange(message, [&](const nlmsghdr& answer) {
        if (answer.nlmsg_type == RTM_NEWLINK)
            links.push_back(readLink(answer));
    }));
    return links;
}

} // namespace twinvirt::lxc
