#include "kvm/device_changes.h"

#include "kvm/flags.h"
#include "kvm/libvirt_error.h"

namespace twinvirt::kvm {

using Change = int (*)(virDomainPtr, const char*, unsigned);

/// libvirt decides what --current (no flag) means.
static Result<void> change(Session& session, const DomainIdentity& identity,
                           const DeviceDocument& device, ChangeScope scope, Change call) {
    const auto domain = TRY(session.domain(identity));
    const unsigned flags =
        flagIf(scope.live, VIR_DOMAIN_AFFECT_LIVE) | flagIf(scope.config, VIR_DOMAIN_AFFECT_CONFIG);
    if (call(domain.get(), device.xml.c_str(), flags) < 0)
        return lastLibvirtError();
    return {};
}

Result<void> KvmDevices::attachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) {
    return change(session_, domain, device, scope, virDomainAttachDeviceFlags);
}

Result<void> KvmDevices::detachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) {
    return change(session_, domain, device, scope, virDomainDetachDeviceFlags);
}

Result<void> KvmDevices::updateDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) {
    return change(session_, domain, device, scope, virDomainUpdateDeviceFlags);
}

} // namespace twinvirt::kvm
