#pragma once

#include "api/device_changes.h"
#include "lxc/devices/device_kind.h"
#include "lxc/lxc_driver_context.h"

namespace twinvirt::lxc {

/// Devices of containers that come and go; what each kind of device needs is in its DeviceKind.
class LxcDevices final : public DeviceChanges {
  public:
    explicit LxcDevices(DriverContext& context) : context_(context) {}

    Result<void> attachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;
    Result<void> detachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;
    Result<void> updateDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;

  private:
    using Alone = Result<void> (DeviceKind::*)(Devices&, const Devices&);
    using Live = Result<void> (DeviceKind::*)(LiveChange&, const Devices&);
    Result<void> change(const DomainIdentity& domain, const DeviceDocument& device,
                        ChangeScope scope, Alone alone, Live live);

    DriverContext& context_;
};

} // namespace twinvirt::lxc
