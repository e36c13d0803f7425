#include "mock/mock_devices.h"

#include "api/interface_list.h"
#include "xml/device_xml.h"

namespace twinvirt::mock {

Result<void> MockDevices::change(const DomainIdentity& identity, const DeviceDocument& document,
                                 ChangeScope wanted, Change apply) {
    const auto device = TRY(readContainerDevice({document.fileName, document.xml}));
    if (device.element != "interface")
        return Error{ErrorCode::configUnsupported,
                     "<" + device.element + "> cannot be changed in the mock driver"};
    auto* domain = TRY(world_.find(identity));
    const auto scope = TRY(resolveScope(wanted, domain->record()));
    auto live = domain->live;
    auto persistent = domain->persistent;
    if (scope.live)
        TRY(apply(live->devices, device.devices.interfaces.front()));
    if (scope.config)
        TRY(apply(persistent->devices, device.devices.interfaces.front()));
    domain->live = std::move(live);
    domain->persistent = std::move(persistent);
    return {};
}

Result<void> MockDevices::attachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                       ChangeScope scope) {
    return change(domain, device, scope, addInterface);
}

Result<void> MockDevices::detachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                       ChangeScope scope) {
    return change(domain, device, scope, removeInterface);
}

Result<void> MockDevices::updateDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                       ChangeScope scope) {
    return change(domain, device, scope, replaceInterface);
}

} // namespace twinvirt::mock
