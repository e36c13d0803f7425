#include "lxc/network/interface_setup.h"

#include "lxc/network/address.h"
#include "lxc/network/bridge_port.h"
#include "lxc/network/filter_binding.h"
#include "lxc/network/link_names.h"
#include "lxc/network/ovs_port.h"
#include "lxc/network/traffic_control.h"
#include "util/rollback.h"

#include <cerrno>
#include <chrono>
#include <thread>

namespace twinvirt::lxc {

namespace {

/// How long the link of a container that has just ended may be in the way of its successor.
constexpr std::chrono::seconds oldLinkPatience{5};

Error missing(const InterfaceSpec& spec, const Error& error, const std::string& remedy) {
    if (error.errnum != ENODEV)
        return error;
    return {ErrorCode::operationFailed,
            "'" + spec.link + "': the host has no such device; " + remedy, ENODEV};
}

NewLink guestEnd(const InterfaceSpec& spec, int guest, std::uint32_t mtu) {
    return {spec.guestName, spec.mac, mtu, guest};
}

/// With the guest's own address but for its first byte: a bridge takes the lowest address of its
/// ports for its own, and must not change it with every container.
std::string hostMac(const InterfaceSpec& spec) {
    return spec.mac.size() > 2 ? "fe" + spec.mac.substr(2) : "";
}

/// A link of this very name may be that of our predecessor, whose namespace is still dying.
Result<std::string> createPair(NetlinkSocket& socket, VethRequest& request,
                               const InterfaceSpec& spec, const std::string& nameCounter) {
    const auto deadline = std::chrono::steady_clock::now() + oldLinkPatience;
    while (true) {
        request.host.name = spec.hostName.empty() ? TRY(nextLinkName(nameCounter)) : spec.hostName;
        const auto created = createVeth(socket, request);
        if (created)
            return request.host.name;
        if (created.error().errnum != EEXIST || std::chrono::steady_clock::now() > deadline)
            return created.error();
        if (!spec.hostName.empty())
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

Result<void> configureHostEnd(NetlinkSocket& socket, const InterfaceSpec& spec,
                              const std::string& name, int guest) {
    if (spec.ovs.used)
        TRY(addOvsPort(spec));
    const bool portAsItIs = (spec.vlans.empty() && !spec.isolated) || spec.ovs.used;
    if (spec.hostAddresses.empty() && spec.hostRoutes.empty() && portAsItIs &&
        spec.inbound.average == 0 && spec.outbound.average == 0)
        return {};
    const int index = TRY(findLink(socket, name)).index;
    for (const auto& address : spec.hostAddresses)
        TRY(addAddress(socket, index, address));
    for (const auto& route : spec.hostRoutes)
        TRY(addRoute(socket, index, route));
    if (!portAsItIs && !spec.vlans.empty())
        TRY(setPortVlans(socket, index, spec.vlans));
    if (spec.isolated)
        TRY(isolatePort(socket, index, true));
    const bool limited = spec.inbound.average != 0 || spec.outbound.average != 0;
    return limited ? limitTraffic(socket, spec, index, guest) : Result<void>();
}

Result<void> filterAndRaise(NetlinkSocket& socket, const InterfaceSpec& spec,
                            const std::string& name) {
    TRY(bindFilter(spec));
    const auto link = findLink(socket, name);
    const auto raised = link ? setLinkUp(socket, link->index, spec.linkUp) : link.error();
    if (!raised)
        (void)unbindFilter(spec);
    return raised;
}

Result<std::string> makeVeth(NetlinkSocket& socket, const InterfaceSpec& spec, int guest,
                             const std::string& nameCounter) {
    VethRequest request;
    request.up = spec.linkUp && !spec.filter.used(); // nothing passes before it is filtered
    std::uint32_t mtu = spec.mtu;
    if (spec.ovs.used) {
        const auto bridge = findLink(socket, spec.link); // if not, the switch says what is wrong
        mtu = mtu == 0 && bridge ? bridge->mtu : mtu;
    } else if (!spec.link.empty()) {
        const Link bridge = TRY(findBridge(socket, spec));
        request.bridge = bridge.index;
        mtu = mtu == 0 ? bridge.mtu : mtu;
    }
    request.host.mtu = mtu;
    request.host.mac = hostMac(spec);
    request.guest = guestEnd(spec, guest, mtu);
    auto name = TRY(createPair(socket, request, spec, nameCounter));
    Rollback rollback; // a failed launch ends with the namespace, a failed plug does not
    rollback.add([&] {
        if (spec.ovs.used)
            (void)removeOvsPort(spec);
        if (const auto link = findLink(socket, name))
            (void)deleteLink(socket, link->index);
    });
    TRY(configureHostEnd(socket, spec, name, guest));
    if (spec.filter.used())
        TRY(filterAndRaise(socket, spec, name));
    rollback.dismiss();
    return name;
}

Result<std::string> makeMacvlan(NetlinkSocket& socket, const InterfaceSpec& spec, int guest) {
    const auto parent = findLink(socket, spec.link);
    if (!parent)
        return missing(spec, parent.error(), "see ip link for those it has");
    TRY(createMacvlan(socket, guestEnd(spec, guest, spec.mtu), parent->index, spec.macvlanMode));
    return std::string();
}

/// The device may still be on its way back from our predecessor, whose namespace is dying.
Result<Link> awaitLink(NetlinkSocket& socket, const std::string& name) {
    const auto deadline = std::chrono::steady_clock::now() + oldLinkPatience;
    while (true) {
        auto link = findLink(socket, name);
        if (link || link.error().errnum != ENODEV || std::chrono::steady_clock::now() > deadline)
            return link;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

Result<std::string> movePhysical(NetlinkSocket& socket, const InterfaceSpec& spec, int guest) {
    const auto device = awaitLink(socket, spec.link);
    if (!device)
        return missing(spec, device.error(), "another container may have it");
    TRY(moveLink(socket, device->index, guest));
    return std::string();
}

} // namespace

Result<Link> findBridge(NetlinkSocket& socket, const InterfaceSpec& spec) {
    auto bridge = findLink(socket, spec.link);
    if (!bridge)
        return missing(spec, bridge.error(),
                       "make it: ip link add " + spec.link + " up type bridge");
    if (bridge->kind != "bridge")
        return Error{ErrorCode::configUnsupported,
                     "'" + spec.link + "' is no bridge but a device of kind '" + bridge->kind +
                         "'; write <interface type='direct'> for a device"};
    if (!spec.vlans.empty() && !bridge->vlanFiltering)
        return Error{ErrorCode::configUnsupported,
                     "bridge '" + spec.link +
                         "' does not filter VLANs; switch it on: ip link set " + spec.link +
                         " type bridge vlan_filtering 1"};
    return bridge;
}

Result<std::string> makeInterface(NetlinkSocket& socket, const InterfaceSpec& spec, int guest,
                                  const std::string& nameCounter) {
    switch (spec.kind) {
    case InterfaceSpec::Kind::veth:
        return makeVeth(socket, spec, guest, nameCounter);
    case InterfaceSpec::Kind::macvlan:
        return makeMacvlan(socket, spec, guest);
    case InterfaceSpec::Kind::physical:
        return movePhysical(socket, spec, guest);
    case InterfaceSpec::Kind::user:
        break; // a program makes it, see user_network.h
    }
    return std::string();
}

Result<void> configureInterface(NetlinkSocket& socket, const InterfaceSpec& spec) {
    const Link link = TRY(findLink(socket, spec.guestName));
    if (spec.kind == InterfaceSpec::Kind::user) // pasta has done all else
        return spec.linkUp ? Result<void>() : setLinkUp(socket, link.index, false);
    for (const auto& address : spec.addresses)
        TRY(addAddress(socket, link.index, address));
    const bool hasHostEnd = spec.kind == InterfaceSpec::Kind::veth;
    TRY(setLinkUp(socket, link.index, spec.linkUp || hasHostEnd));
    for (const auto& route : spec.routes)
        TRY(addRoute(socket, link.index, route));
    return {};
}

Result<Link> findGuestLink(NetlinkSocket& socket, const InterfaceSpec& spec) {
    for (const Link& link : TRY(listLinks(socket)))
        if (spec.mac.empty() ? link.name == spec.guestName : link.mac == spec.mac)
            return link;
    return Error{ErrorCode::operationFailed,
                 "device not found: the container has no interface with MAC address " + spec.mac,
                 ENODEV};
}

/// Where the kernel has no policer the guest's own end limits what it sends; root inside can take
/// that away again, if it has CAP_NET_ADMIN.
static Result<void> limitInside(const InterfaceSpec& spec, int guest) {
    auto inside = TRY(NetlinkSocket::openIn(guest));
    return limitSending(inside, TRY(findGuestLink(inside, spec)).index, spec.outbound);
}

Result<void> limitTraffic(NetlinkSocket& socket, const InterfaceSpec& spec, int hostEnd,
                          int guest) {
    TRY(limitSending(socket, hostEnd, spec.inbound));
    const auto limited = limitReceiving(socket, hostEnd, spec.outbound);
    const bool noPolicer = !limited && limited.error().errnum == ENOENT;
    if (spec.outbound.average == 0) // it may have been limited there
        return limitInside(spec, guest);
    return noPolicer ? limitInside(spec, guest) : limited;
}

Result<void> raiseLoopback(NetlinkSocket& socket) {
    constexpr int loopback = 1; // of every namespace
    return setLinkUp(socket, loopback, true);
}

} // namespace twinvirt::lxc
