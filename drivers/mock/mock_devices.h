#pragma once

#include "api/device_changes.h"
#include "mock/mock_world.h"

namespace twinvirt::mock {

/// Interfaces come and go in both definitions; other devices do not.
class MockDevices : public DeviceChanges {
  public:
    explicit MockDevices(MockWorld& world) : world_(world) {}

    Result<void> attachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;
    Result<void> detachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;
    Result<void> updateDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;

  private:
    using Change = Result<void> (*)(Devices&, const NetworkInterface&);
    Result<void> change(const DomainIdentity& domain, const DeviceDocument& device,
                        ChangeScope scope, Change apply);

    MockWorld& world_;
};

} // namespace twinvirt::mock
