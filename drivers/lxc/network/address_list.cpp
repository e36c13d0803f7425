#include "lxc/network/address.h"
#include "lxc/network/hardware_address.h"

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netlink/attr.h>
#include <netlink/msg.h>

namespace twinvirt::lxc {

static std::string textOf(int family, const nlattr* attribute) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, nla_data(attribute), text.data(), text.size()) == nullptr
               ? ""
               : text.data();
}

Result<std::vector<LinkAddress>> listAddresses(NetlinkSocket& socket) {
    NetlinkMessage message(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, ifaddrmsg{});
    std::vector<LinkAddress> addresses;
    TRY_WITHIN("list addresses", socket.exchange(message, [&](const nlmsghdr& answer) {
        auto* copy = const_cast<nlmsghdr*>(&answer);
        const auto* header = static_cast<const ifaddrmsg*>(nlmsg_data(copy));
        const nlattr* own = nlmsg_find_attr(copy, sizeof *header, IFA_LOCAL);
        if (own == nullptr) // of IPv6 without a peer
            own = nlmsg_find_attr(copy, sizeof *header, IFA_ADDRESS);
        if (answer.nlmsg_type != RTM_NEWADDR || own == nullptr)
            return;
        LinkAddress address;
        address.link = static_cast<int>(header->ifa_index);
        address.ipv6 = header->ifa_family == AF_INET6;
        address.address = textOf(header->ifa_family, own);
        address.prefix = header->ifa_prefixlen;
        addresses.push_back(std::move(address));
    }));
    return addresses;
}

Result<std::vector<Neighbour>> listNeighbours(NetlinkSocket& socket) {
    NetlinkMessage message(RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_DUMP, ndmsg{});
    std::vector<Neighbour> neighbours;
    TRY_WITHIN("list neighbours", socket.exchange(message, [&](const nlmsghdr& answer) {
        auto* copy = const_cast<nlmsghdr*>(&answer);
        const auto* header = static_cast<const ndmsg*>(nlmsg_data(copy));
        const nlattr* address = nlmsg_find_attr(copy, sizeof *header, NDA_DST);
        const nlattr* mac = nlmsg_find_attr(copy, sizeof *header, NDA_LLADDR);
        if (answer.nlmsg_type != RTM_NEWNEIGH || address == nullptr || mac == nullptr ||
            nla_len(mac) != static_cast<int>(sizeof(HardwareAddress)))
            return;
        HardwareAddress bytes{};
        std::memcpy(bytes.data(), nla_data(mac), bytes.size());
        neighbours.push_back({formatMac(bytes), header->ndm_family == AF_INET6,
                              textOf(header->ndm_family, address)});
    }));
    return neighbours;
}

} // namespace twinvirt::lxc
