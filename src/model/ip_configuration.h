#pragma once

#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// <ip address='10.0.0.2' family='ipv4' prefix='24'/>
struct IpAddress {
    std::string address;
    std::optional<std::string> family; ///< ipv4, ipv6; there once completed
    std::optional<unsigned> prefix;    ///< bits; absent: 24, or 64 of IPv6 (libvirt's)
    std::optional<std::string> peer;   ///< the other end of a point-to-point link

    bool operator==(const IpAddress&) const = default;
};

/// <route family='ipv4' address='0.0.0.0' prefix='0' gateway='10.0.0.1' metric='7'/>
struct IpRoute {
    std::optional<std::string> family; ///< ipv4, ipv6; absent: as the address says
    std::string address;               ///< of the network
    std::optional<unsigned> prefix;    ///< bits; or else the netmask
    std::optional<std::string> netmask;
    std::string gateway;
    std::optional<unsigned> metric; ///< at least 1

    bool operator==(const IpRoute&) const = default;
};

/// What <interface>, its <source> and <hostdev type='net'> have in common.
struct IpConfiguration {
    std::vector<IpAddress> addresses;
    std::vector<IpRoute> routes;

    bool operator==(const IpConfiguration&) const = default;
};

} // namespace twinvirt
