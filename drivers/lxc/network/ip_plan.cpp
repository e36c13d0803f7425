#include "lxc/network/ip_plan.h"

#include <arpa/inet.h>
#include <bit>

namespace twinvirt::lxc {

static bool isIpv6(const std::string& address) {
    return address.find(':') != std::string::npos;
}

static Result<void> check(const std::string& address, const std::string& element) {
    in6_addr bytes{};
    if (::inet_pton(isIpv6(address) ? AF_INET6 : AF_INET, address.c_str(), &bytes) != 1)
        return Error{ErrorCode::configUnsupported,
                     element + ": '" + address + "' is no IP address"};
    return {};
}

static Result<std::uint8_t> checkPrefix(unsigned prefix, const std::string& address,
                                        const std::string& element) {
    if (prefix > (isIpv6(address) ? 128U : 32U))
        return Error{ErrorCode::configUnsupported,
                     element + ": the prefix " + std::to_string(prefix) + " is too long"};
    return static_cast<std::uint8_t>(prefix);
}

Result<std::vector<AddressSpec>> planAddresses(const IpConfiguration& configuration) {
    std::vector<AddressSpec> specs;
    for (const IpAddress& ip : configuration.addresses) {
        AddressSpec spec;
        TRY(check(ip.address, "<ip>"));
        spec.address = ip.address;
        spec.prefix =
            TRY(checkPrefix(ip.prefix.value_or(isIpv6(ip.address) ? 64 : 24), ip.address, "<ip>"));
        spec.peer = ip.peer.value_or("");
        specs.push_back(std::move(spec));
    }
    return specs;
}

static bool isZero(const std::string& address) {
    return address.find_first_not_of("0.:") == std::string::npos;
}

static unsigned prefixOf(const IpRoute& route) {
    if (route.prefix)
        return *route.prefix;
    in_addr mask{};
    if (route.netmask && ::inet_pton(AF_INET, route.netmask->c_str(), &mask) == 1)
        return static_cast<unsigned>(std::popcount(mask.s_addr));
    if (isZero(route.address))
        return 0;
    return isIpv6(route.address) ? 64 : 24;
}

Result<std::vector<RouteSpec>> planRoutes(const IpConfiguration& configuration) {
    std::vector<RouteSpec> specs;
    for (const IpRoute& route : configuration.routes) {
        RouteSpec spec;
        TRY(check(route.address, "<route>"));
        TRY(check(route.gateway, "<route>"));
        spec.network = route.address;
        spec.prefix = TRY(checkPrefix(prefixOf(route), route.address, "<route>"));
        spec.gateway = route.gateway;
        spec.metric = route.metric.value_or(0);
        specs.push_back(std::move(spec));
    }
    return specs;
}

} // namespace twinvirt::lxc
