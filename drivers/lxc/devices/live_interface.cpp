#include "lxc/devices/live_interface.h"

#include "lxc/lxc_interfaces.h"
#include "lxc/network/filter_binding.h"
#include "lxc/network/interface_setup.h"
#include "lxc/network/link.h"
#include "lxc/network/link_list_file.h"
#include "lxc/network/namespace_file.h"
#include "lxc/network/ovs_port.h"
#include "lxc/network/user_network.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

template <typename List>
auto at(List& list, std::size_t index) {
    return list.begin() + static_cast<std::ptrdiff_t>(std::min(index, list.size()));
}

Result<void> replaceLinkNames(LiveChange& change, const std::vector<std::string>& names) {
    const auto& directory = change.live.directory;
    const auto before = readLinkNames(directory);
    TRY(writeLinkNames(directory, names));
    change.rollback.add([=] { (void)writeLinkNames(directory, before); });
    return {};
}

/// The host's own device goes back to it, under its name.
Result<void> giveBack(NetlinkSocket& inside, int index) {
    const UniqueFd host(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!host)
        return systemError("open '/proc/self/ns/net'");
    return moveLink(inside, index, host.get());
}

Result<void> deleteLive(LiveInterface& live, const InterfaceSpec& spec) {
    if (spec.ovs.used)
        TRY(removeOvsPort(spec));
    if (!live.hostName().empty())
        return deleteLink(live.host, TRY(findLink(live.host, live.hostName())).index);
    auto inside = TRY(NetlinkSocket::openIn(live.guest.get()));
    const int index = TRY(findGuestLink(inside, spec)).index;
    return spec.kind == InterfaceSpec::Kind::physical ? giveBack(inside, index)
                                                      : deleteLink(inside, index);
}

/// A filter goes last, as long as the link is there everything that passes is filtered. A libvirt
/// that does not answer keeps it, for no link; whoever makes one of that name takes it away.
Result<void> removeLive(LiveInterface& live, const InterfaceSpec& spec) {
    if (spec.kind == InterfaceSpec::Kind::user) {
        endUserNetwork(namespaceFile(live.directory), spec.guestName);
        return {};
    }
    TRY(deleteLive(live, spec));
    if (spec.filter.used())
        (void)unbindFilter(spec);
    return {};
}

/// By its end in the namespace `guest`: the one on the host goes with it.
Result<void> takeLinkAway(int guest, const InterfaceSpec& spec) {
    const bool lent = spec.kind == InterfaceSpec::Kind::physical;
    if (spec.ovs.used)
        TRY(removeOvsPort(spec));
    auto host = TRY(NetlinkSocket::open());
    if (lent && findLink(host, spec.link))
        return {}; // what is called so inside is another
    auto inside = TRY(NetlinkSocket::openIn(guest));
    const auto link = findGuestLink(inside, spec);
    if (!link && link.error().errnum == ENODEV)
        return {};
    TRY(link);
    return lent ? giveBack(inside, link->index) : deleteLink(inside, link->index);
}

std::string only(const InterfaceSpec& interface) {
    LaunchSpec spec;
    spec.interfaces = {interface};
    return encodeLaunchSpec(spec);
}

/// What keeps the namespace, for an interface that needs it; it stays until the container ends.
Result<void> holdNamespace(LiveChange& change, const LiveInterface& live) {
    const auto& directory = live.directory;
    if (::access(namespaceFile(directory).c_str(), F_OK) == 0)
        return {};
    TRY(keepNamespace(directory, live.guest.get()));
    change.rollback.add([directory] { (void)releaseNamespace(directory, {}); });
    return {};
}

} // namespace

Result<LivePointer> openLive(LiveChange& change, std::size_t index) {
    auto live = std::make_shared<LiveInterface>();
    live->directory = change.live.directory;
    live->index = index;
    live->hostNames = readLinkNames(change.live.directory);
    live->hostNames.resize(change.spec.interfaces.size());
    live->guest = TRY(openNetworkNamespace(change.live.state.status));
    live->host = TRY(NetlinkSocket::open());
    return live;
}

Result<void> requireOwnNetwork(const LiveChange& change) {
    if (change.spec.ownNetwork)
        return {};
    return Error{ErrorCode::operationInvalid,
                 "the container shares the host's network, so the interface would be the host's; "
                 "add <features><privnet/></features> and start it again"};
}

Result<void> plugInterface(LiveChange& change, std::size_t index, const InterfaceSpec& spec) {
    const auto live = TRY(openLive(change, index));
    change.spec.interfaces.insert(at(change.spec.interfaces, index), spec);
    live->hostNames.insert(at(live->hostNames, index), "");
    TRY(announce(change, {.coming = true, .device = only(spec)}));
    const bool outlivesItsLink = spec.ovs.used || spec.filter.used();
    if (needsNamespaceFile({spec}) || outlivesItsLink) {
        TRY(replaceLinkNames(change, live->hostNames));
        TRY(writeSpec(change));
    }
    if (needsNamespaceFile({spec}))
        TRY(holdNamespace(change, *live));
    live->hostNames[index] =
        TRY(makeInterface(live->host, spec, live->guest.get(), change.spec.linkCounter));
    change.rollback.add([live, spec] { (void)removeLive(*live, spec); });
    if (spec.kind == InterfaceSpec::Kind::user)
        TRY_WITHIN(spec.guestName, startUserNetwork(spec, namespaceFile(live->directory)));
    auto inside = TRY(NetlinkSocket::openIn(live->guest.get()));
    TRY_WITHIN(spec.guestName, configureInterface(inside, spec));
    return replaceLinkNames(change, live->hostNames);
}

Result<void> unplugInterface(LiveChange& change, std::size_t index) {
    auto& interfaces = change.spec.interfaces;
    const auto live = TRY(openLive(change, index));
    const InterfaceSpec spec = interfaces.at(index);
    change.last = [live, spec] { return removeLive(*live, spec); };
    interfaces.erase(at(interfaces, index));
    auto names = live->hostNames;
    names.erase(at(names, index));
    change.after.linkNames = names;
    TRY(announce(change, {.coming = false, .device = only(spec)}));
    return replaceLinkNames(change, names);
}

Result<void> takeInterfaceAway(const Removal& removal, const InterfaceSpec& spec) {
    const RunDirectory& directory = removal.live.directory;
    const auto guest = TRY(openNetworkNamespace(removal.live.state.status));
    if (spec.kind == InterfaceSpec::Kind::user)
        endUserNetwork(namespaceFile(directory), spec.guestName);
    else
        TRY(takeLinkAway(guest.get(), spec));
    if (spec.filter.used())
        (void)unbindFilter(spec); // as in removeLive
    return needsNamespaceFile(removal.without.interfaces) ? Result<void>()
                                                          : releaseNamespace(directory, {});
}

} // namespace twinvirt::lxc
