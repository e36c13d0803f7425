#include "lxc/network/address.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <arpa/inet.h>
#include <array>

namespace twinvirt::lxc {

namespace {

constexpr int create = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;

/// An address as the kernel takes it.
struct Binary {
    unsigned char family = AF_INET;
    std::array<unsigned char, sizeof(in6_addr)> bytes{};

    [[nodiscard]] std::size_t size() const {
        return family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr);
    }
};

Result<Binary> parse(const std::string& text) {
    Binary address;
    if (text.find(':') != std::string::npos)
        address.family = AF_INET6;
    if (::inet_pton(address.family, text.c_str(), address.bytes.data()) != 1)
        return Error{ErrorCode::configUnsupported, "'" + text + "' is no IP address"};
    return address;
}

/// All bits behind the prefix set; the kernel does not choose a broadcast address by itself.
Binary broadcastOf(Binary address, unsigned prefix) {
    for (unsigned bit = prefix; bit < 32; ++bit)
        address.bytes[bit / 8] |= static_cast<unsigned char>(0x80U >> bit % 8);
    return address;
}

} // namespace

Result<void> addAddress(NetlinkSocket& socket, int link, const AddressSpec& spec) {
    const auto context = "add address " + spec.address + "/" + std::to_string(spec.prefix);
    const Binary own = TRY_WITHIN(context, parse(spec.address));
    const Binary other = spec.peer.empty() ? own : TRY_WITHIN(context, parse(spec.peer));
    ifaddrmsg header{};
    header.ifa_family = own.family;
    header.ifa_prefixlen = spec.prefix;
    header.ifa_index = static_cast<unsigned>(link);
    header.ifa_flags = own.family == AF_INET6 ? IFA_F_NODAD : 0;
    NetlinkMessage message(RTM_NEWADDR, create, header);
    message.putBytes(IFA_LOCAL, own.bytes.data(), own.size());
    message.putBytes(IFA_ADDRESS, other.bytes.data(), other.size());
    if (own.family == AF_INET && spec.peer.empty() && spec.prefix < 31) {
        const auto broadcast = broadcastOf(own, spec.prefix);
        message.putBytes(IFA_BROADCAST, broadcast.bytes.data(), broadcast.size());
    }
    TRY_WITHIN(context, socket.exchange(message));
    return {};
}

Result<void> addRoute(NetlinkSocket& socket, int link, const RouteSpec& route) {
    const auto context =
        "add route " + route.network + "/" + std::to_string(route.prefix) + " via " + route.gateway;
    const Binary network = TRY_WITHIN(context, parse(route.network));
    const Binary gateway = TRY_WITHIN(context, parse(route.gateway));
    rtmsg header{};
    header.rtm_family = network.family;
    header.rtm_dst_len = route.prefix;
    header.rtm_table = RT_TABLE_MAIN;
    header.rtm_protocol = RTPROT_STATIC;
    header.rtm_scope = RT_SCOPE_UNIVERSE;
    header.rtm_type = RTN_UNICAST;
    NetlinkMessage message(RTM_NEWROUTE, create, header);
    if (route.prefix != 0)
        message.putBytes(RTA_DST, network.bytes.data(), network.size());
    message.putBytes(RTA_GATEWAY, gateway.bytes.data(), gateway.size());
    message.put(RTA_OIF, static_cast<std::uint32_t>(link));
    if (route.metric != 0)
        message.put(RTA_PRIORITY, route.metric);
    TRY_WITHIN(context, socket.exchange(message));
    return {};
}

} // namespace twinvirt::lxc
