#include "xml/consistency_checks.h"
#include "xml/quotation.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace twinvirt {

using Finding = std::optional<Inconsistency>;
using Bytes = std::array<std::uint8_t, sizeof(in6_addr)>;

/// An address as the kernel has it: 4 bytes or 16.
struct Address {
    int family = AF_INET;
    Bytes bytes{};

    unsigned bits() const { return family == AF_INET ? 32 : 128; }
};

static std::optional<Address> parseAddress(const std::string& text,
                                           const std::optional<std::string>& family) {
    for (int candidate : {AF_INET, AF_INET6}) {
        if (family && (*family == "ipv6") != (candidate == AF_INET6))
            continue;
        Address address{candidate, {}};
        if (inet_pton(candidate, text.c_str(), address.bytes.data()) == 1)
            return address;
    }
    return std::nullopt;
}

static std::string badAddress(const std::string& what, const std::string& text,
                              const std::optional<std::string>& family) {
    std::string kind = family.value_or("ipv4 or ipv6");
    return "the " + what + ' ' + quoted(text) + " is no address of family " + kind +
           "; expected one as '" + (family == "ipv6" ? "fd00::2" : "10.0.0.2") + '\'';
}

static std::string badPrefix(unsigned prefix, const Address& address) {
    return "the prefix " + std::to_string(prefix) + " is not right; expected at most " +
           std::to_string(address.bits());
}

static std::string problemOf(const IpAddress& ip) {
    auto address = parseAddress(ip.address, ip.family);
    if (!address)
        return badAddress("<ip> address", ip.address, ip.family);
    if (ip.prefix.value_or(0) > address->bits())
        return badPrefix(*ip.prefix, *address);
    std::string family = address->family == AF_INET ? "ipv4" : "ipv6";
    if (ip.peer && !parseAddress(*ip.peer, family))
        return badAddress("<ip> peer", *ip.peer, family);
    return {};
}

/// The bits of a netmask of contiguous ones.
static std::optional<unsigned> prefixOf(const Address& netmask) {
    unsigned prefix = 0;
    while (prefix < netmask.bits() && (netmask.bytes[prefix / 8] & (0x80U >> prefix % 8)) != 0)
        ++prefix;
    for (unsigned bit = prefix; bit < netmask.bits(); ++bit)
        if ((netmask.bytes[bit / 8] & (0x80U >> bit % 8)) != 0)
            return std::nullopt;
    return prefix;
}

static bool hasHostBits(const Address& address, unsigned prefix) {
    for (unsigned bit = prefix; bit < address.bits(); ++bit)
        if ((address.bytes[bit / 8] & (0x80U >> bit % 8)) != 0)
            return true;
    return false;
}

static bool isZero(const Address& address) {
    return std::ranges::all_of(address.bytes, [](std::uint8_t byte) { return byte == 0; });
}

/// libvirt's: what an address without prefix and netmask stands for.
static unsigned impliedPrefix(const Address& address) {
    if (isZero(address))
        return 0;
    return address.family == AF_INET ? 24 : 64;
}

static std::string problemOf(const IpRoute& route) {
    auto address = parseAddress(route.address, route.family);
    if (!address)
        return badAddress("<route> address", route.address, route.family);
    std::string family = address->family == AF_INET ? "ipv4" : "ipv6";
    if (!parseAddress(route.gateway, family))
        return badAddress("<route> gateway", route.gateway, family);
    if (route.prefix && route.netmask)
        return "route definition cannot have both a prefix and a netmask; remove the netmask";
    if (route.prefix.value_or(0) > address->bits())
        return badPrefix(*route.prefix, *address);
    unsigned prefix = route.prefix.value_or(impliedPrefix(*address));
    if (route.netmask) {
        auto netmask = parseAddress(*route.netmask, "ipv4");
        auto bits = netmask && family == "ipv4" ? prefixOf(*netmask) : std::nullopt;
        if (!bits)
            return "the netmask " + quoted(*route.netmask) +
                   " is not right; expected one as '255.255.255.0', of IPv6 a prefix";
        prefix = *bits;
    }
    if (hasHostBits(*address, prefix))
        return "address " + quoted(route.address) +
               " in route definition is not a network address of prefix " + std::to_string(prefix) +
               "; clear the bits beyond the prefix";
    return {};
}

static std::string problemOf(const IpConfiguration& configuration) {
    for (const IpAddress& ip : configuration.addresses)
        if (std::string problem = problemOf(ip); !problem.empty())
            return problem;
    for (const IpRoute& route : configuration.routes)
        if (std::string problem = problemOf(route); !problem.empty())
            return problem;
    return {};
}

static std::string problemOf(const Vlan& vlan) {
    if (vlan.tags.empty())
        return "missing tag id; each <vlan> must have at least one <tag id='n'/>";
    if (vlan.tags.size() > 1 && !vlan.trunk.value_or(true))
        return "trunk='no' is not right; more than one vlan tag requires trunk='yes'";
    auto isNative = [](const VlanTag& tag) { return tag.nativeMode.has_value(); };
    if (std::ranges::count_if(vlan.tags, isNative) > 1)
        return "duplicate native vlan setting; give nativeMode to one <tag>";
    return {};
}

static std::string problemOf(const Bandwidth& bandwidth, const std::string& type) {
    for (const auto* limit : {&bandwidth.inbound, &bandwidth.outbound})
        if (*limit && !(*limit)->averageKibSec && !(*limit)->floorKibSec)
            return "missing mandatory average or floor attribute of the bandwidth; add "
                   "average='1024' (KiB/s)";
    if (bandwidth.outbound && bandwidth.outbound->floorKibSec)
        return "'floor' attribute allowed only in <inbound> element; remove it from <outbound>";
    if (bandwidth.inbound && bandwidth.inbound->floorKibSec && type != "network")
        return "floor is a guarantee of a network; write <interface type='network'> or remove it";
    return {};
}

static std::string problemOf(const NetworkInterface& interface) {
    if (std::string problem = problemOf(interface.hostIp); !problem.empty())
        return problem;
    if (std::string problem = problemOf(interface.guestIp); !problem.empty())
        return problem;
    if (interface.vlan)
        if (std::string problem = problemOf(*interface.vlan); !problem.empty())
            return problem;
    if (interface.bandwidth)
        return problemOf(*interface.bandwidth, interface.type);
    return {};
}

Finding checkInterfaces(const DomainDefinition& domain) {
    for (std::size_t i = 0; i < domain.devices.interfaces.size(); ++i)
        if (std::string problem = problemOf(domain.devices.interfaces[i]); !problem.empty())
            return Inconsistency{"devices/interface", i, problem};
    return std::nullopt;
}

Finding checkHostDevices(const DomainDefinition& domain) {
    for (std::size_t i = 0; i < domain.devices.hostDevices.size(); ++i)
        if (std::string problem = problemOf(domain.devices.hostDevices[i].guestIp);
            !problem.empty())
            return Inconsistency{"devices/hostdev", i, problem};
    return std::nullopt;
}

} // namespace twinvirt
