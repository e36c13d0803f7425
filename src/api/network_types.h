#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// Where domifaddr looks for addresses.
enum class AddressSource {
    automatic, ///< a container: its namespace; a machine: the leases of its network, as virsh does
    lease,     ///< what libvirt's DHCP server gave out
    agent,     ///< the guest agent of a machine
    arp,       ///< the host's neighbour table
    inside,    ///< "ns": the kernel's own list in the network namespace of a container
};

struct InterfaceAddress {
    std::string family; ///< ipv4, ipv6
    std::string address;
    unsigned prefix = 0; ///< bits; 0 when the source does not know it (arp)
};

struct InterfaceAddresses {
    std::string name; ///< on the host, or inside when the guest was asked
    std::string mac;
    std::vector<InterfaceAddress> addresses;
};

/// Counters as the guest sees them: rx is what it received. Absent: not counted.
struct InterfaceStats {
    std::optional<std::int64_t> rxBytes, rxPackets, rxErrors, rxDropped;
    std::optional<std::int64_t> txBytes, txPackets, txErrors, txDropped;
};

/// What an <interface type='network'> is connected to.
struct NetworkTarget {
    std::string bridge;       ///< of the host; empty: `device`
    std::string device;       ///< a network that is forwarded to a device of the host by macvlan
    std::string mode;         ///< bridge, vepa, private, passthrough
    bool openVswitch = false; ///< `bridge` is one of Open vSwitch's
};

/// One address that the DHCP server of a network gave out.
struct DhcpLease {
    std::string mac;
    InterfaceAddress address;
    std::string hostName;
};

} // namespace twinvirt
