#include "lxc/network/interface_plan.h"

#include "lxc/network/ip_plan.h"
#include "lxc/network/link_names.h"

#include <linux/if_link.h>

#include <algorithm>
#include <array>
#include <net/if.h>

namespace twinvirt::lxc {

namespace {

Error wrong(const NetworkInterface& interface, const std::string& reason) {
    const std::string line = interface.line > 0 ? " at line " + std::to_string(interface.line) : "";
    return {ErrorCode::configUnsupported,
            "<interface type='" + interface.type + "'>" + line + ": " + reason};
}

/// The kernel's rule (dev_valid_name), and lo is taken.
bool isLinkName(const std::string& name) {
    const auto bad = [](char c) {
        return c == '/' || c == ':' || c == '%' || c <= ' ' || c == 127;
    };
    return !name.empty() && name.size() < IFNAMSIZ && name != "." && name != ".." && name != "lo" &&
           std::none_of(name.begin(), name.end(), bad);
}

bool isTaken(const std::vector<InterfaceSpec>& others, const std::string& guestName) {
    return std::any_of(others.begin(), others.end(),
                       [&](const InterfaceSpec& other) { return other.guestName == guestName; });
}

std::string firstFreeName(const std::vector<InterfaceSpec>& others) {
    for (unsigned number = 0;; ++number)
        if (auto name = "eth" + std::to_string(number); !isTaken(others, name))
            return name;
}

Result<std::uint32_t> macvlanMode(const NetworkInterface& interface, const std::string& mode) {
    struct Mode {
        const char* name;
        std::uint32_t value;
    };
    constexpr std::array modes{Mode{"vepa", MACVLAN_MODE_VEPA}, Mode{"bridge", MACVLAN_MODE_BRIDGE},
                               Mode{"private", MACVLAN_MODE_PRIVATE},
                               Mode{"passthrough", MACVLAN_MODE_PASSTHRU}};
    for (const Mode& known : modes)
        if (mode == known.name)
            return known.value;
    return wrong(interface,
                 "the mode '" + mode + "' is unknown; write vepa, bridge, private or passthrough");
}

Result<void> connect(const NetworkInterface& interface, const NetworkTarget& target,
                     InterfaceSpec& spec) {
    const std::string port = interface.virtualPort.value_or("none");
    spec.ovs.used = target.openVswitch || port == "openvswitch";
    if (!target.bridge.empty()) {
        spec.link = target.bridge;
        return {};
    }
    if (spec.ovs.used)
        return wrong(interface, "<virtualport type='openvswitch'/> is a matter of a bridge; use "
                                "type='bridge' with one of Open vSwitch's");
    spec.kind = InterfaceSpec::Kind::macvlan;
    spec.link = target.device;
    spec.macvlanMode = TRY(macvlanMode(interface, target.mode));
    return {};
}

/// The host's side: what it is connected to.
Result<void> resolveSource(const NetworkInterface& interface, const NetworkLookup& lookup,
                           InterfaceSpec& spec) {
    const std::string source = interface.source.value_or("");
    if (interface.type == "ethernet") {
        spec.hostAddresses = TRY(planAddresses(interface.hostIp));
        spec.hostRoutes = TRY(planRoutes(interface.hostIp));
        return {};
    }
    if (interface.type == "user") {
        spec.kind = InterfaceSpec::Kind::user;
        return {};
    }
    if (interface.type == "network") {
        if (!lookup)
            return {};
        const auto target = TRY_WITHIN("<interface type='network'>", lookup(source));
        return connect(interface, target, spec);
    }
    if (!isLinkName(source))
        return wrong(interface, "'" + source + "' is no name of a device of the host");
    if (interface.type == "bridge")
        return connect(interface, {source, "", ""}, spec);
    if (interface.type == "direct")
        return connect(interface, {"", source, interface.sourceMode.value_or("vepa")}, spec);
    return wrong(interface, "is not offered to a container; use type='bridge'");
}

RateSpec rateOf(const std::optional<BandwidthLimit>& limit) {
    if (!limit)
        return {};
    // libvirt hands its numbers to tc as kbps, which are 1000 bytes, and as kb, which are 1024.
    return {limit->averageKibSec.value_or(0) * 1000, limit->peakKibSec.value_or(0) * 1000,
            limit->burstKib.value_or(0) * 1024};
}

std::vector<VlanSpec> vlansOf(const Vlan& vlan) {
    std::vector<VlanSpec> vlans;
    const bool access = !vlan.trunk.value_or(vlan.tags.size() > 1);
    for (const VlanTag& tag : vlan.tags)
        vlans.push_back({static_cast<std::uint16_t>(tag.id), access || tag.nativeMode.has_value(),
                         access || tag.nativeMode == "untagged"});
    return vlans;
}

/// What only a port of a bridge, or only a pair, can have.
Result<void> resolveTraffic(const NetworkInterface& interface, InterfaceSpec& spec) {
    const bool pair = spec.kind == InterfaceSpec::Kind::veth;
    const bool port = pair && interface.type != "ethernet";
    if (interface.bandwidth) {
        if (!pair)
            return wrong(interface, "its <bandwidth> cannot be limited, since it has no end on the "
                                    "host; use type='bridge'");
        spec.inbound = rateOf(interface.bandwidth->inbound);
        spec.outbound = rateOf(interface.bandwidth->outbound);
    }
    if (interface.vlan) {
        if (!port)
            return wrong(interface, "a <vlan> is a matter of a bridge; use type='bridge' with a "
                                    "bridge that filters VLANs");
        spec.vlans = vlansOf(*interface.vlan);
    }
    spec.isolated = interface.isolated.value_or(false);
    if (spec.isolated && spec.ovs.used)
        return wrong(interface, "Open vSwitch isolates no ports; remove <port isolated='yes'/> and "
                                "give it a <vlan> of its own");
    if (spec.isolated && !port)
        return wrong(interface,
                     "<port isolated='yes'/> is a matter of a bridge; use type='bridge'");
    return {};
}

/// libvirt filters with rules of the kernel's bridge (ebtables, and iptables' physdev), which see
/// neither a macvlan nor what Open vSwitch forwards.
Result<void> resolveFilter(const NetworkInterface& interface, InterfaceSpec& spec) {
    if (!interface.filter)
        return {};
    if (spec.kind != InterfaceSpec::Kind::veth) {
        const std::string type = spec.kind == InterfaceSpec::Kind::user ? "user" : "direct";
        return wrong(interface, "filterref is not supported for network interfaces of type " +
                                    type + "; remove <filterref>, or use type='bridge'");
    }
    if (spec.ovs.used)
        return wrong(interface, "<filterref> does not filter what Open vSwitch forwards; remove it "
                                "and write flows of the switch, or use a bridge of the kernel's");
    spec.filter.name = interface.filter->filter;
    spec.filter.parameters = interface.filter->parameters;
    return {};
}

Result<void> resolveNames(const NetworkInterface& interface,
                          const std::vector<InterfaceSpec>& others, InterfaceSpec& spec) {
    spec.guestName = interface.guestDevice.value_or(firstFreeName(others));
    if (!isLinkName(spec.guestName))
        return wrong(interface, "<guest dev='" + spec.guestName +
                                    "'/> is no name for a device; write up to 15 characters");
    if (isTaken(others, spec.guestName))
        return wrong(interface,
                     "<guest dev='" + spec.guestName + "'/> is the name of another interface too");
    if (!interface.targetDevice || spec.kind != InterfaceSpec::Kind::veth)
        return {};
    spec.hostName = *interface.targetDevice;
    if (!isLinkName(spec.hostName))
        return wrong(interface, "<target dev='" + spec.hostName +
                                    "'/> is no name for a device; write up to 15 characters");
    return {};
}

/// What pasta can be told: an address of each family, and its default gateway.
Result<void> checkUserNetwork(const NetworkInterface& interface, const InterfaceSpec& spec) {
    std::array<unsigned, 2> addresses{};
    for (const auto& address : spec.addresses) {
        const bool ipv6 = address.address.find(':') != std::string::npos;
        if (++addresses.at(ipv6 ? 1 : 0) > 1)
            return wrong(interface,
                         "has one <ip> of each family; write the other addresses inside");
        if (!address.peer.empty())
            return wrong(interface, "its <ip> has no peer; remove the attribute");
    }
    for (const auto& route : spec.routes)
        if (route.prefix != 0)
            return wrong(interface, "has no <route> but the default one, address='0.0.0.0'");
    return {};
}

} // namespace

bool hasOwnNetwork(const DomainDefinition& definition) {
    const auto& devices = definition.devices;
    return definition.features.privateNetwork || !devices.interfaces.empty() ||
           std::any_of(devices.hostDevices.begin(), devices.hostDevices.end(),
                       [](const HostDevice& device) { return device.type == "net"; });
}

Result<InterfaceSpec> planInterface(const NetworkInterface& interface,
                                    const std::vector<InterfaceSpec>& others,
                                    const NetworkLookup& lookup) {
    InterfaceSpec spec;
    TRY(resolveSource(interface, lookup, spec));
    TRY(resolveNames(interface, others, spec));
    TRY(resolveTraffic(interface, spec));
    TRY(resolveFilter(interface, spec));
    if (spec.ovs.used) {
        spec.ovs.interfaceId = interface.portInterfaceId.value_or(Uuid{}).toString();
        spec.ovs.profile = interface.portProfile.value_or("");
    }
    spec.mac = interface.mac.value_or("");
    spec.mtu = interface.mtu.value_or(0);
    spec.linkUp = interface.linkUp.value_or(true);
    spec.addresses = TRY(planAddresses(interface.guestIp));
    spec.routes = TRY(planRoutes(interface.guestIp));
    if (spec.kind == InterfaceSpec::Kind::user)
        TRY(checkUserNetwork(interface, spec));
    return spec;
}

Result<InterfaceSpec> planHostDevice(const HostDevice& device,
                                     const std::vector<InterfaceSpec>& others) {
    InterfaceSpec spec;
    spec.kind = InterfaceSpec::Kind::physical;
    spec.link = device.source;
    spec.guestName = device.source;
    const std::string context = "<hostdev type='net'>";
    if (!isLinkName(device.source))
        return Error{ErrorCode::configUnsupported,
                     context + ": '" + device.source + "' is no name of a device of the host"};
    if (isTaken(others, spec.guestName))
        return Error{ErrorCode::configUnsupported,
                     context + ": '" + device.source + "' is the name of another interface too"};
    spec.addresses = TRY(planAddresses(device.guestIp));
    spec.routes = TRY(planRoutes(device.guestIp));
    return spec;
}

Result<void> nameKnownLinks(std::vector<InterfaceSpec>& interfaces, const LinkOwner& owner) {
    for (InterfaceSpec& interface : interfaces) {
        if (interface.ovs.used)
            interface.ovs.domain = owner.uuid;
        if (interface.filter.used()) {
            interface.filter.domain = owner.domain;
            interface.filter.uuid = owner.uuid;
            interface.filter.starter = owner.starter;
        }
        if (interface.hostName.empty() && (interface.ovs.used || interface.filter.used()))
            interface.hostName = TRY(nextLinkName(owner.nameCounter));
    }
    return {};
}

/// A name that was given is not handed out to one that has none.
static std::vector<InterfaceSpec> givenNames(const Devices& devices) {
    std::vector<InterfaceSpec> names;
    for (const auto& interface : devices.interfaces)
        if (interface.guestDevice)
            names.emplace_back().guestName = *interface.guestDevice;
    return names;
}

Result<std::vector<InterfaceSpec>> planInterfaces(const Devices& devices,
                                                  const NetworkLookup& lookup) {
    std::vector<InterfaceSpec> specs;
    for (const auto& interface : devices.interfaces) {
        auto others = specs;
        if (!interface.guestDevice)
            for (auto& given : givenNames(devices))
                others.push_back(std::move(given));
        specs.push_back(TRY(planInterface(interface, others, lookup)));
    }
    for (const auto& device : devices.hostDevices)
        if (device.type == "net")
            specs.push_back(TRY(planHostDevice(device, specs)));
    return specs;
}

} // namespace twinvirt::lxc
