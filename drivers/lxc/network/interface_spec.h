#pragma once

#include "model/link_settings.h"

#include <cstdint>
#include <string>
#include <vector>

namespace twinvirt::lxc {

struct AddressSpec {
    std::string address; ///< IPv4 or IPv6
    std::uint8_t prefix = 0;
    std::string peer; ///< the other end of a point-to-point link; empty: none
    bool operator==(const AddressSpec&) const = default;
};

struct RouteSpec {
    std::string network;
    std::uint8_t prefix = 0;
    std::string gateway;
    std::uint32_t metric = 0; ///< 0: the kernel's
    bool operator==(const RouteSpec&) const = default;
};

/// A limit in bytes and bytes per second; an average of 0 is none.
struct RateSpec {
    std::uint64_t average = 0;
    std::uint64_t peak = 0;  ///< 0: the average
    std::uint64_t burst = 0; ///< 0: what the rate needs
    bool operator==(const RateSpec&) const = default;
};

struct VlanSpec {
    std::uint16_t id = 0;
    bool native = false;   ///< what comes without a tag belongs to it
    bool untagged = false; ///< leaves the port without its tag
    bool operator==(const VlanSpec&) const = default;
};

/// Of a port of an Open vSwitch bridge.
struct OvsPortSpec {
    bool used = false;       ///< the link's bridge is Open vSwitch's
    std::string interfaceId; ///< its iface-id, a uuid; empty: none
    std::string profile;     ///< its port-profile; empty: none
    std::string domain;      ///< uuid of the container
    bool operator==(const OvsPortSpec&) const = default;
};

/// A filter of libvirt's nwfilter driver, and what its binding says.
struct FilterSpec {
    std::string name; ///< empty: none
    std::vector<FilterParameter> parameters;
    std::string domain;  ///< name of the container
    std::string uuid;    ///< of the container
    std::string starter; ///< a program that starts libvirtd where systemd does not
    [[nodiscard]] bool used() const { return !name.empty(); }
    bool operator==(const FilterSpec&) const = default;
};

/// One network interface of a container, resolved.
struct InterfaceSpec {
    enum class Kind : std::uint8_t {
        veth,     ///< a pair, one end on the host
        macvlan,  ///< on a device of the host, without an end there
        physical, ///< a device of the host itself, for as long as the container runs
        user,     ///< a tap that a program on the host (pasta) serves with its own sockets
    };
    Kind kind = Kind::veth;
    std::string guestName;         ///< "eth0"
    std::string mac;               ///< "52:54:00:12:34:56"; empty: the device's own
    std::string hostName;          ///< of a veth's end on the host; empty: one that was never used
    std::string link;              ///< veth: its bridge, or none; else the device of the host
    std::uint32_t macvlanMode = 0; ///< MACVLAN_MODE_* of linux/if_link.h
    std::uint32_t mtu = 0;         ///< 0: the bridge's, or the kernel's
    bool linkUp = true;            ///< false: without carrier
    bool isolated = false;         ///< from the other isolated ports of its bridge
    std::vector<AddressSpec> addresses;
    std::vector<RouteSpec> routes;
    std::vector<AddressSpec> hostAddresses;
    std::vector<RouteSpec> hostRoutes;
    RateSpec inbound; ///< what the container receives
    RateSpec outbound;
    std::vector<VlanSpec> vlans;
    OvsPortSpec ovs;   ///< of a veth; `hostName` is not empty then
    FilterSpec filter; ///< likewise
};

/// For ByteWriter and ByteReader, see byte_codec.h.
template <typename Codec>
void codeFields(Codec& code, AddressSpec& address) {
    code(address.address);
    code(address.prefix);
    code(address.peer);
}

template <typename Codec>
void codeFields(Codec& code, RouteSpec& route) {
    code(route.network);
    code(route.prefix);
    code(route.gateway);
    code(route.metric);
}

template <typename Codec>
void codeFields(Codec& code, RateSpec& rate) {
    code(rate.average);
    code(rate.peak);
    code(rate.burst);
}

template <typename Codec>
void codeFields(Codec& code, VlanSpec& vlan) {
    code(vlan.id);
    code(vlan.native);
    code(vlan.untagged);
}

template <typename Codec>
void codeFields(Codec& code, OvsPortSpec& port) {
    code(port.used);
    code(port.interfaceId);
    code(port.profile);
    code(port.domain);
}

template <typename Codec>
void codeFields(Codec& code, FilterParameter& parameter) {
    code(parameter.name);
    code(parameter.value);
}

template <typename Codec>
void codeFields(Codec& code, FilterSpec& filter) {
    code(filter.name);
    code(filter.parameters);
    code(filter.domain);
    code(filter.uuid);
    code(filter.starter);
}

template <typename Codec>
void codeFields(Codec& code, InterfaceSpec& interface) {
    code(interface.kind);
    code(interface.guestName);
    code(interface.mac);
    code(interface.hostName);
    code(interface.link);
    code(interface.macvlanMode);
    code(interface.mtu);
    code(interface.linkUp);
    code(interface.isolated);
    code(interface.addresses);
    code(interface.routes);
    code(interface.hostAddresses);
    code(interface.hostRoutes);
    code(interface.inbound);
    code(interface.outbound);
    code(interface.vlans);
    code(interface.ovs);
    code(interface.filter);
}

} // namespace twinvirt::lxc
