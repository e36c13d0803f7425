#include "api/interface_list.h"
#include "lxc/devices/device_kind.h"
#include "lxc/lxc_interfaces.h"
#include "lxc/network/interface_plan.h"
#include "lxc/network/interface_setup.h"
#include "lxc/network/interface_update.h"
#include "lxc/network/link_list_file.h"
#include "util/rollback.h"

#include <algorithm>

namespace twinvirt::lxc {

namespace {

template <typename List>
auto at(List& list, std::size_t index) {
    return list.begin() + static_cast<std::ptrdiff_t>(std::min(index, list.size()));
}

/// The files of a container that runs, the index of the interface in all of them, and the kernel's
/// two sides.
struct LiveInterface {
    std::size_t index = 0;
    std::vector<std::string> hostNames;
    UniqueFd guest;
    NetlinkSocket host;

    [[nodiscard]] const std::string& hostName() const { return hostNames[index]; }
};

/// Shared, since what takes a change back outlives the call that made it.
using LivePointer = std::shared_ptr<LiveInterface>;

Result<LivePointer> openLive(LiveChange& change, std::size_t index) {
    auto live = std::make_shared<LiveInterface>();
    live->index = index;
    live->hostNames = readLinkNames(change.live.directory);
    live->hostNames.resize(change.spec.interfaces.size());
    live->guest = TRY(openNetworkNamespace(change.live.state.status));
    live->host = TRY(NetlinkSocket::open());
    return live;
}

Result<void> replaceLinkNames(LiveChange& change, const std::vector<std::string>& names) {
    const auto& directory = change.live.directory;
    const auto before = readLinkNames(directory);
    TRY(writeLinkNames(directory, names));
    change.rollback.add([=] { (void)writeLinkNames(directory, before); });
    return {};
}

Result<void> removeLive(LiveInterface& live, const InterfaceSpec& spec) {
    if (!live.hostName().empty())
        return deleteLink(live.host, TRY(findLink(live.host, live.hostName())).index);
    auto inside = TRY(NetlinkSocket::openIn(live.guest.get()));
    return deleteLink(inside, TRY(findGuestLink(inside, spec)).index);
}

Result<void> updateLink(LiveInterface& live, const InterfaceSpec& old,
                        const InterfaceSpec& wanted) {
    if (!live.hostName().empty())
        return updateHostEnd(live.host, old, wanted, live.hostName(), live.guest.get());
    auto inside = TRY(NetlinkSocket::openIn(live.guest.get()));
    return setLinkUp(inside, TRY(findGuestLink(inside, old)).index, wanted.linkUp);
}

class InterfaceKind final : public DeviceKind {
  public:
    [[nodiscard]] std::string_view element() const override { return "interface"; }

    Result<void> add(Devices& devices, const Devices& device) override {
        return addInterface(devices, device.interfaces.front());
    }
    Result<void> remove(Devices& devices, const Devices& device) override {
        return removeInterface(devices, device.interfaces.front());
    }
    Result<void> update(Devices& devices, const Devices& device) override {
        return replaceInterface(devices, device.interfaces.front());
    }

    Result<void> attachLive(LiveChange& change, const Devices& device) override {
        if (!change.spec.ownNetwork)
            return Error{ErrorCode::operationInvalid,
                         "the container shares the host's network, so the interface would be the "
                         "host's; add <features><privnet/></features> and start it again"};
        auto& interfaces = change.spec.interfaces;
        const auto spec = TRY(planOf(change, device.interfaces.front(), interfaces));
        if (spec.kind == InterfaceSpec::Kind::user)
            return Error{ErrorCode::operationUnsupported,
                         "an interface of type='user' is made when the container starts; use "
                         "--config, or attach one of type='bridge' or 'network'"};
        const auto live = TRY(openLive(change, change.definition.devices.interfaces.size()));
        const auto name =
            TRY(makeInterface(live->host, spec, live->guest.get(), change.spec.linkCounter));
        live->hostNames.insert(at(live->hostNames, live->index), name);
        change.rollback.add([live, spec] { (void)removeLive(*live, spec); });
        auto inside = TRY(NetlinkSocket::openIn(live->guest.get()));
        TRY_WITHIN(spec.guestName, configureInterface(inside, spec));
        interfaces.insert(at(interfaces, live->index), spec);
        return replaceLinkNames(change, live->hostNames);
    }

    Result<void> detachLive(LiveChange& change, const Devices& device) override {
        const auto index =
            TRY(indexOfInterface(change.definition.devices, device.interfaces.front()));
        auto& interfaces = change.spec.interfaces;
        const auto live = TRY(openLive(change, index));
        change.last = [live, spec = interfaces.at(index)] { return removeLive(*live, spec); };
        interfaces.erase(at(interfaces, index));
        auto names = live->hostNames;
        names.erase(at(names, index));
        return replaceLinkNames(change, names);
    }

    Result<void> updateLive(LiveChange& change, const Devices& device) override {
        const auto index =
            TRY(indexOfInterface(change.definition.devices, device.interfaces.front()));
        auto others = change.spec.interfaces;
        auto& old = change.spec.interfaces.at(index);
        others.erase(at(others, index));
        auto wanted = TRY(planOf(change, device.interfaces.front(), others));
        if (!device.interfaces.front().guestDevice)
            wanted.guestName = old.guestName;
        wanted.hostName = old.hostName;
        TRY(checkInterfaceUpdate(old, wanted));
        const auto live = TRY(openLive(change, index));
        // Before it is done: half of an update is taken back as well.
        change.rollback.add([live, wanted, old] { (void)updateLink(*live, wanted, old); });
        TRY(updateLink(*live, old, wanted));
        old = wanted;
        return {};
    }

  private:
    static Result<InterfaceSpec> planOf(LiveChange& change, const NetworkInterface& interface,
                                        const std::vector<InterfaceSpec>& others) {
        return planInterface(interface, others, [&change](const std::string& name) {
            return change.context.networkTarget(name);
        });
    }
};

} // namespace

std::unique_ptr<DeviceKind> makeInterfaceKind() {
    return std::make_unique<InterfaceKind>();
}

} // namespace twinvirt::lxc
