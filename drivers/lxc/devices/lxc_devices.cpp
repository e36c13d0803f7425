#include "lxc/devices/lxc_devices.h"

#include "lxc/container_spec.h"
#include "lxc/domain_lock.h"
#include "lxc/elements.h"
#include "lxc/layers.h"
#include "util/atomic_file.h"
#include "xml/consistency.h"
#include "xml/defaults.h"
#include "xml/device_xml.h"
#include "xml/domain_xml.h"

namespace twinvirt::lxc {

namespace {

/// By the rules of `define`.
Result<void> complete(const std::string& fileName, DomainDefinition& definition) {
    completeDomainDefinition(definition);
    if (const auto found = findInconsistency(definition))
        return Error{found->code, fileName + ": <" + found->element + ">: " + found->what};
    TRY(refuseElements(fileName, checkElements(definition)));
    TRY_WITHIN(fileName, checkContainer(definition));
    return {};
}

Result<LiveChange> beginLive(DriverContext& context, const DomainIdentity& domain,
                             Rollback& rollback) {
    LiveChange change{context, rollback, TRY(requireRunning(context, domain)), {}, {}};
    const auto& directory = change.live.directory;
    const auto spec = TRY(readFile(directory.launchSpec()));
    change.spec = TRY(decodeLaunchSpec(spec));
    const auto xml = TRY(readFile(directory.liveXml()));
    change.definition = TRY(readDomainDefinition({directory.liveXml(), xml}));
    return change;
}

Result<void> writeLive(LiveChange& change) {
    TRY(writeSpec(change));
    return replaceFile(change.live.directory.liveXml(), formatDomainDefinition(change.definition),
                       change.rollback);
}

Result<void> saveDefinition(DriverContext& context, const DomainDefinition& before,
                            const DomainDefinition& after, Rollback& rollback) {
    const auto& paths = context.paths;
    rollback.add([paths, name = after.name, entry = layerEntry(paths, after.name)] {
        restoreLayerEntry(paths, name, entry);
    });
    TRY(recordLayers(paths, after));
    auto& store = context.store;
    TRY(store.save(after));
    rollback.add([&store, before] { (void)store.save(before); });
    return {};
}

} // namespace

/// Everything that can be refused is refused before anything changes.
Result<void> LxcDevices::change(const DomainIdentity& domain, const DeviceDocument& document,
                                ChangeScope wanted, Alone alone, Live live) {
    const auto device = TRY(readContainerDevice({document.fileName, document.xml}));
    auto* kind = TRY_WITHIN(document.fileName, findDeviceKind(device.element));
    TRY(requireDomain(context_, domain));
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    const auto record = TRY(requireDomain(context_, domain));
    const auto scope = TRY(resolveScope(wanted, record));
    const auto changed = [&](DomainDefinition definition) -> Result<DomainDefinition> {
        TRY((kind->*alone)(definition.devices, device.devices));
        TRY(complete(document.fileName, definition));
        return definition;
    };
    DomainDefinition before;
    DomainDefinition after;
    if (scope.config) {
        before = TRY(context_.store.load(domain.name));
        after = TRY(changed(before));
    }
    Rollback rollback;
    std::function<Result<void>()> last;
    if (scope.live) {
        auto change = TRY(beginLive(context_, domain, rollback));
        auto definition = TRY(changed(change.definition));
        TRY((kind->*live)(change, device.devices));
        change.definition = std::move(definition);
        TRY(writeLive(change));
        last = std::move(change.last);
    }
    if (scope.config)
        TRY(saveDefinition(context_, before, after, rollback));
    if (last)
        TRY(last());
    rollback.dismiss();
    return {};
}

Result<void> LxcDevices::attachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) {
    return change(domain, device, scope, &DeviceKind::add, &DeviceKind::attachLive);
}

Result<void> LxcDevices::detachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) {
    return change(domain, device, scope, &DeviceKind::remove, &DeviceKind::detachLive);
}

Result<void> LxcDevices::updateDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) {
    return change(domain, device, scope, &DeviceKind::update, &DeviceKind::updateLive);
}

} // namespace twinvirt::lxc
