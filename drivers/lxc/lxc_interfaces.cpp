#include "lxc/lxc_interfaces.h"

#include "lxc/init_process.h"
#include "lxc/network/address.h"
#include "lxc/network/interface_setup.h"
#include "lxc/network/link.h"
#include "lxc/network/link_list_file.h"
#include "lxc/network/namespace_file.h"
#include "lxc/network/user_network.h"
#include "util/atomic_file.h"
#include "util/process.h"
#include "xml/domain_xml.h"

#include <fcntl.h>
#include <net/if.h>

namespace twinvirt::lxc {

namespace {

std::string familyName(bool ipv6) {
    return ipv6 ? "ipv6" : "ipv4";
}

/// Everything that stands in the namespace, as an agent would say it; lo only when asked for
/// (--source ns): the script that takes the first address of a domain wants another.
Result<std::vector<InterfaceAddresses>> inside(const LiveNetwork& network, bool loopback) {
    const auto guest = TRY(openNetworkNamespace(network.live.state.status));
    auto socket = TRY(NetlinkSocket::openIn(guest.get()));
    const auto addresses = TRY(listAddresses(socket));
    std::vector<InterfaceAddresses> interfaces;
    for (const Link& link : TRY(listLinks(socket))) {
        if (!loopback && (link.flags & IFF_LOOPBACK) != 0)
            continue;
        auto& interface = interfaces.emplace_back();
        interface.name = link.name;
        interface.mac = link.mac;
        for (const LinkAddress& address : addresses)
            if (address.link == link.index)
                interface.addresses.push_back(
                    {familyName(address.ipv6), address.address, address.prefix});
    }
    return interfaces;
}

/// By the name on the host, where there is one.
std::string shownName(const LiveNetwork& network, std::size_t index) {
    const auto& host = network.hostNames[index];
    return host.empty() ? network.spec.interfaces[index].guestName : host;
}

Result<std::vector<InterfaceAddresses>> fromNeighbours(const LiveNetwork& network) {
    auto socket = TRY(NetlinkSocket::open());
    const auto neighbours = TRY(listNeighbours(socket));
    std::vector<InterfaceAddresses> interfaces;
    for (std::size_t i = 0; i < network.spec.interfaces.size(); ++i) {
        InterfaceAddresses interface {
            shownName(network, i), network.spec.interfaces[i].mac, {}
        };
        for (const Neighbour& neighbour : neighbours)
            if (neighbour.mac == interface.mac)
                interface.addresses.push_back({familyName(neighbour.ipv6), neighbour.address, 0});
        if (!interface.addresses.empty())
            interfaces.push_back(std::move(interface));
    }
    return interfaces;
}

/// Of the interfaces on libvirt's networks.
Result<std::vector<InterfaceAddresses>> fromLeases(DriverContext& context,
                                                   const LiveNetwork& network) {
    const auto file = network.live.directory.liveXml();
    const auto text = TRY(readFile(file));
    const auto definition = TRY(readDomainDefinition({file, text}));
    std::vector<InterfaceAddresses> interfaces;
    for (std::size_t i = 0; i < definition.devices.interfaces.size(); ++i) {
        const auto& wanted = definition.devices.interfaces[i];
        if (wanted.type != "network" || i >= network.spec.interfaces.size())
            continue;
        InterfaceAddresses interface {
            shownName(network, i), wanted.mac.value_or(""), {}
        };
        auto* networks = TRY(context.networkDriver());
        for (auto& lease : TRY(networks->leases(wanted.source.value_or(""), interface.mac)))
            interface.addresses.push_back(std::move(lease.address));
        if (!interface.addresses.empty())
            interfaces.push_back(std::move(interface));
    }
    return interfaces;
}

InterfaceStats statsOf(const Link::Counters& received, const Link::Counters& sent) {
    const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    InterfaceStats stats;
    stats.rxBytes = number(received.bytes);
    stats.rxPackets = number(received.packets);
    stats.rxErrors = number(received.errors);
    stats.rxDropped = number(received.dropped);
    stats.txBytes = number(sent.bytes);
    stats.txPackets = number(sent.packets);
    stats.txErrors = number(sent.errors);
    stats.txDropped = number(sent.dropped);
    return stats;
}

} // namespace

Result<UniqueFd> openNetworkNamespace(const ContainerStatus& status) {
    const auto init = TRY(openInit(status));
    const auto path = "/proc/" + std::to_string(status.initPid) + "/ns/net";
    UniqueFd guest(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!guest)
        return systemError("open '" + path + "'");
    // Init still lives, so the path was its own and not that of another with its pid.
    TRY(sendSignal(init.get(), 0));
    return guest;
}

void nameLinks(DomainDefinition& live, const RunDirectory& directory) {
    const auto names = readLinkNames(directory);
    auto& interfaces = live.devices.interfaces;
    for (std::size_t i = 0; i < interfaces.size() && i < names.size(); ++i)
        if (!names[i].empty())
            interfaces[i].targetDevice = names[i];
}

std::vector<pid_t> networkPrograms(const RunDirectory& directory, const LaunchSpec& spec) {
    if (!needsNamespaceFile(spec.interfaces))
        return {};
    return userNetworkProcesses(namespaceFile(directory));
}

Result<LiveNetwork> requireNetwork(DriverContext& context, const DomainIdentity& domain) {
    LiveNetwork network{TRY(requireRunning(context, domain)), {}, {}};
    const auto text = TRY(readFile(network.live.directory.launchSpec()));
    network.spec = TRY(decodeLaunchSpec(text));
    network.hostNames = readLinkNames(network.live.directory);
    network.hostNames.resize(network.spec.interfaces.size());
    return network;
}

Result<std::vector<InterfaceAddresses>> LxcInterfaces::addresses(const DomainIdentity& domain,
                                                                 AddressSource source) {
    const auto network = TRY(requireNetwork(context_, domain));
    switch (source) {
    case AddressSource::agent:
        return Error{ErrorCode::operationUnsupported,
                     "a container has no guest agent; --source ns asks its kernel, which is ours"};
    case AddressSource::lease:
        return fromLeases(context_, network);
    case AddressSource::arp:
        return fromNeighbours(network);
    case AddressSource::automatic:
    case AddressSource::inside:
        break;
    }
    if (!network.spec.ownNetwork)
        return Error{ErrorCode::operationInvalid,
                     "the domain shares the host's network; its addresses are the host's"};
    return inside(network, source == AddressSource::inside);
}

/// Counted at the host's end what goes in comes out here; without such an end it is counted inside.
Result<InterfaceStats> LxcInterfaces::stats(const DomainIdentity& domain,
                                            const std::string& device) {
    const auto network = TRY(requireNetwork(context_, domain));
    const auto& interfaces = network.spec.interfaces;
    for (std::size_t i = 0; i < interfaces.size(); ++i) {
        const auto& host = network.hostNames[i];
        if (device != host && device != interfaces[i].mac && device != interfaces[i].guestName)
            continue;
        if (!host.empty()) {
            auto socket = TRY(NetlinkSocket::open());
            const auto link = TRY(findLink(socket, host));
            return statsOf(link.sent, link.received);
        }
        const auto guest = TRY(openNetworkNamespace(network.live.state.status));
        auto socket = TRY(NetlinkSocket::openIn(guest.get()));
        const auto link = TRY(findGuestLink(socket, interfaces[i]));
        return statsOf(link.received, link.sent);
    }
    return Error{ErrorCode::invalidArgument,
                 "invalid argument: '" + device + "' is not a known interface"};
}

} // namespace twinvirt::lxc
