#include "lxc/device_plan.h"
#include "lxc/devices/device_kind.h"
#include "lxc/devices/live_node.h"

#include <algorithm>

namespace twinvirt::lxc {

namespace {

auto find(std::vector<Disk>& disks, const Disk& wanted) {
    return std::ranges::find_if(
        disks, [&wanted](const Disk& disk) { return disk.targetDevice == wanted.targetDevice; });
}

/// A <disk> is a node in /dev, known by its <target dev=>, as in libvirt.
class DiskKind final : public DeviceKind {
  public:
    [[nodiscard]] std::string_view element() const override { return "disk"; }

    Result<void> add(Devices& devices, const Devices& device) override {
        const Disk& wanted = device.disks.front();
        if (find(devices.disks, wanted) != devices.disks.end())
            return Error{ErrorCode::operationFailed,
                         "operation failed: target " + wanted.targetDevice + " already exists"};
        devices.disks.push_back(wanted);
        return {};
    }

    Result<void> remove(Devices& devices, const Devices& device) override {
        const Disk& wanted = device.disks.front();
        const auto found = find(devices.disks, wanted);
        if (found == devices.disks.end())
            return Error{ErrorCode::operationFailed,
                         "device not found: no target device " + wanted.targetDevice};
        devices.disks.erase(found);
        return {};
    }

    Result<void> update(Devices& /*devices*/, const Devices& device) override {
        return Error{ErrorCode::operationUnsupported,
                     "<disk> '" + device.disks.front().targetDevice +
                         "' cannot be changed in place; use 'detach-device' and 'attach-device'"};
    }

    Result<void> attachLive(LiveChange& change, const Devices& device) override {
        return plugNode(change, TRY(planDiskNode(device.disks.front())));
    }

    Result<void> detachLive(LiveChange& change, const Devices& device) override {
        return unplugNode(change, device.disks.front().targetDevice);
    }

    Result<void> updateLive(LiveChange& /*change*/, const Devices& /*device*/) override {
        return {}; // update() has refused it
    }

    Result<void> takeAway(const Removal& removal, const LaunchSpec& device) override {
        return takeNodeAway(removal, device.nodes.front());
    }
};

} // namespace

std::unique_ptr<DeviceKind> makeDiskKind() {
    return std::make_unique<DiskKind>();
}

} // namespace twinvirt::lxc
