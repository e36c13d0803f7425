#include "lxc/device_plan.h"
#include "lxc/devices/device_kind.h"
#include "lxc/devices/live_interface.h"
#include "lxc/devices/live_node.h"
#include "lxc/network/interface_plan.h"

#include <algorithm>

namespace twinvirt::lxc {

namespace {

std::string describe(const HostDevice& device) {
    return "<hostdev mode='" + device.mode + "' type='" + device.type + "'> of '" + device.source +
           "'";
}

auto find(std::vector<HostDevice>& devices, const HostDevice& wanted) {
    return std::ranges::find_if(devices, [&wanted](const HostDevice& device) {
        return device.mode == wanted.mode && device.type == wanted.type &&
               device.source == wanted.source;
    });
}

class HostDeviceKind final : public DeviceKind {
  public:
    [[nodiscard]] std::string_view element() const override { return "hostdev"; }

    Result<void> add(Devices& devices, const Devices& device) override {
        const HostDevice& wanted = device.hostDevices.front();
        if (find(devices.hostDevices, wanted) != devices.hostDevices.end())
            return Error{ErrorCode::operationFailed,
                         "operation failed: the domain has " + describe(wanted) + " already"};
        devices.hostDevices.push_back(wanted);
        return {};
    }

    Result<void> remove(Devices& devices, const Devices& device) override {
        const HostDevice& wanted = device.hostDevices.front();
        const auto found = find(devices.hostDevices, wanted);
        if (found == devices.hostDevices.end())
            return Error{ErrorCode::operationFailed,
                         "device not found: " + describe(wanted) + " is not there"};
        devices.hostDevices.erase(found);
        return {};
    }

    Result<void> update(Devices& /*devices*/, const Devices& device) override {
        return Error{ErrorCode::operationUnsupported,
                     describe(device.hostDevices.front()) +
                         " cannot be changed in place; use 'detach-device' and 'attach-device'"};
    }

    Result<void> attachLive(LiveChange& change, const Devices& device) override {
        const HostDevice& wanted = device.hostDevices.front();
        if (wanted.type != "net")
            return plugNode(change, TRY(planHostDeviceNode(wanted)));
        TRY(requireOwnNetwork(change));
        const auto spec = TRY(planHostDevice(wanted, change.spec.interfaces));
        return plugInterface(change, change.spec.interfaces.size(), spec);
    }

    Result<void> detachLive(LiveChange& change, const Devices& device) override {
        const HostDevice& wanted = device.hostDevices.front();
        if (wanted.type != "net")
            return unplugNode(change, TRY(planHostDeviceNode(wanted)).path);
        const auto& interfaces = change.spec.interfaces;
        const auto found = std::ranges::find_if(interfaces, [&wanted](const InterfaceSpec& spec) {
            return spec.kind == InterfaceSpec::Kind::physical && spec.guestName == wanted.source;
        });
        if (found == interfaces.end())
            return Error{ErrorCode::operationFailed,
                         "device not found: " + describe(wanted) + " is not there"};
        return unplugInterface(change, static_cast<std::size_t>(found - interfaces.begin()));
    }

    Result<void> updateLive(LiveChange& /*change*/, const Devices& /*device*/) override {
        return {}; // update() has refused it
    }

    Result<void> takeAway(const Removal& removal, const LaunchSpec& device) override {
        return device.nodes.empty() ? takeInterfaceAway(removal, device.interfaces.front())
                                    : takeNodeAway(removal, device.nodes.front());
    }
};

} // namespace

std::unique_ptr<DeviceKind> makeHostDeviceKind() {
    return std::make_unique<HostDeviceKind>();
}

} // namespace twinvirt::lxc
