#include "lxc/network/interface_update.h"

#include "lxc/network/bridge_port.h"
#include "lxc/network/filter_binding.h"
#include "lxc/network/interface_setup.h"

namespace twinvirt::lxc {

static Error unchangeable(const std::string& what) {
    return {ErrorCode::operationUnsupported,
            "the " + what +
                " of an interface cannot change while the container runs; detach the "
                "interface and attach it anew, or use --config"};
}

Result<void> checkInterfaceUpdate(const InterfaceSpec& old, const InterfaceSpec& wanted) {
    const bool pair = old.kind == InterfaceSpec::Kind::veth;
    if (wanted.kind != old.kind || (pair && wanted.link.empty() != old.link.empty()))
        return unchangeable("type");
    if (wanted.guestName != old.guestName)
        return unchangeable("name inside");
    if (wanted.ovs.used != old.ovs.used || wanted.ovs.profile != old.ovs.profile ||
        (old.ovs.used && (wanted.link != old.link || wanted.vlans != old.vlans)))
        return unchangeable("port of Open vSwitch");
    if (wanted.mtu != old.mtu)
        return unchangeable("MTU");
    if (!pair && (wanted.link != old.link || wanted.macvlanMode != old.macvlanMode))
        return unchangeable("source");
    if (wanted.addresses != old.addresses || wanted.hostAddresses != old.hostAddresses)
        return unchangeable("addresses");
    if (wanted.routes != old.routes || wanted.hostRoutes != old.hostRoutes)
        return unchangeable("routes");
    return {};
}

/// Nothing passes between the two.
static Result<void> replaceFilter(NetlinkSocket& socket, int port, const InterfaceSpec& old,
                                  const InterfaceSpec& wanted) {
    TRY(setLinkUp(socket, port, false));
    if (old.filter.used())
        TRY(unbindFilter(old));
    return wanted.filter.used() ? bindFilter(wanted) : Result<void>();
}

Result<void> updateHostEnd(NetlinkSocket& socket, const InterfaceSpec& old,
                           const InterfaceSpec& wanted, const std::string& name, int guest) {
    const int port = TRY(findLink(socket, name)).index;
    const bool moves = wanted.link != old.link; // a new port has the properties of none before it
    if (!wanted.link.empty() && !wanted.ovs.used) {
        const Link bridge = TRY(findBridge(socket, wanted));
        if (moves) {
            TRY(setLinkUp(socket, port, false)); // nothing passes before it is isolated again
            TRY(setLinkMaster(socket, port, bridge.index));
        }
    }
    if (moves || wanted.vlans != old.vlans)
        TRY(replacePortVlans(socket, port, old.vlans, wanted.vlans));
    if (moves || wanted.isolated != old.isolated)
        TRY(isolatePort(socket, port, wanted.isolated));
    if (wanted.inbound != old.inbound || wanted.outbound != old.outbound)
        TRY(limitTraffic(socket, wanted, port, guest));
    if (wanted.filter != old.filter)
        TRY(replaceFilter(socket, port, old, wanted));
    return setLinkUp(socket, port, wanted.linkUp);
}

} // namespace twinvirt::lxc
