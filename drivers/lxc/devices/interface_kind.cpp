#include "api/interface_list.h"
#include "lxc/devices/device_kind.h"
#include "lxc/devices/live_interface.h"
#include "lxc/network/interface_plan.h"
#include "lxc/network/interface_setup.h"
#include "lxc/network/interface_update.h"
#include "lxc/network/virsh.h"

#include <utility>

namespace twinvirt::lxc {

namespace {

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
        TRY(requireOwnNetwork(change));
        const auto spec = TRY(planOf(change, device.interfaces.front(), change.spec.interfaces));
        return plugInterface(change, change.definition.devices.interfaces.size(), spec);
    }

    Result<void> detachLive(LiveChange& change, const Devices& device) override {
        const auto index =
            TRY(indexOfInterface(change.definition.devices, device.interfaces.front()));
        return unplugInterface(change, index);
    }

    Result<void> updateLive(LiveChange& change, const Devices& device) override {
        const auto index =
            TRY(indexOfInterface(change.definition.devices, device.interfaces.front()));
        auto others = change.spec.interfaces;
        auto& old = change.spec.interfaces.at(index);
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(index));
        auto wanted = TRY(planOf(change, device.interfaces.front(), others));
        if (!device.interfaces.front().guestDevice)
            wanted.guestName = old.guestName;
        const auto live = TRY(openLive(change, index));
        wanted.hostName = wanted.filter.used() ? live->hostName() : old.hostName;
        wanted.ovs.interfaceId = old.ovs.interfaceId;
        TRY(checkInterfaceUpdate(old, wanted));
        const InterfaceSpec before = std::exchange(old, wanted);
        if (wanted.filter.used()) // libvirt has to be told at the end, and by whom else?
            TRY(writeSpec(change));
        // Before it is done: half of an update is taken back as well.
        change.rollback.add([live, wanted, before] { (void)updateLink(*live, wanted, before); });
        return updateLink(*live, before, wanted);
    }

    Result<void> takeAway(const Removal& removal, const LaunchSpec& device) override {
        return takeInterfaceAway(removal, device.interfaces.front());
    }

  private:
    static Result<InterfaceSpec> planOf(LiveChange& change, const NetworkInterface& interface,
                                        const std::vector<InterfaceSpec>& others) {
        std::vector<InterfaceSpec> plan;
        plan.push_back(TRY(planInterface(interface, others, [&change](const std::string& name) {
            return change.context.networkTarget(name);
        })));
        TRY(nameKnownLinks(plan, {change.spec.name, change.spec.uuid, change.spec.linkCounter,
                                  libvirtStarter(change.context.install)}));
        return plan.front();
    }
};

} // namespace

std::unique_ptr<DeviceKind> makeInterfaceKind() {
    return std::make_unique<InterfaceKind>();
}

} // namespace twinvirt::lxc
