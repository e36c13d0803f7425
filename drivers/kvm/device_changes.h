#pragma once

#include "api/device_changes.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// Devices of a machine: libvirt does it.
class KvmDevices : public DeviceChanges {
  public:
    explicit KvmDevices(Session& session) : session_(session) {}

    Result<void> attachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;
    Result<void> detachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;
    Result<void> updateDevice(const DomainIdentity& domain, const DeviceDocument& device,
                              ChangeScope scope) override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
