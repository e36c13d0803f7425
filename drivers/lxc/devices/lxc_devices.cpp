#include "lxc/devices/lxc_devices.h"

#include "lxc/container_spec.h"
#include "lxc/devices/interrupted_change.h"
#include "lxc/domain_lock.h"
#include "lxc/elements.h"
#include "lxc/layers.h"
#include "lxc/network/link_list_file.h"
#include "util/atomic_file.h"
#include "xml/consistency.h"
#include "xml/defaults.h"
#include "xml/device_xml.h"
#include "xml/domain_xml.h"

#include <optional>

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
                             Rollback& rollback, const DomainLock& lock) {
    const auto live = TRY(requireRunning(context, domain));
    const auto& directory = live.directory;
    DeviceFiles files;
    files.spec = TRY(readFile(directory.launchSpec()));
    files.liveXml = TRY(readFile(directory.liveXml()));
    files.linkNames = readLinkNames(directory);
    auto spec = TRY(decodeLaunchSpec(files.spec));
    auto definition = TRY(readDomainDefinition({directory.liveXml(), files.liveXml}));
    return LiveChange{context,         rollback,  live,  std::move(definition),
                      std::move(spec), lock.fd(), files, files};
}

Result<void> writeLive(LiveChange& change) {
    if (!change.last) // while a device goes, whoever releases the container has to know of it
        TRY(writeSpec(change));
    return replaceFile(change.live.directory.liveXml(), change.after.liveXml, change.rollback);
}

/// From here on there is no way back: what is not done when we are killed, or fails, is done by the
/// next one who looks.
Result<void> endLive(LiveChange& change) {
    if (change.last)
        TRY(change.last());
    change.rollback.dismiss();
    const auto& directory = change.live.directory;
    if (change.last)
        TRY(writeFileAtomically(directory.launchSpec(), encodeLaunchSpec(change.spec),
                                Durability::volatileState));
    removeDeviceIntent(directory);
    return {};
}

/// The persistent one.
struct Definitions {
    DomainDefinition before;
    DomainDefinition after;
};

/// It is changed together with the live one.
void include(LiveChange& change, const Definitions& stored) {
    change.before.definition = formatDomainDefinition(stored.before);
    change.after.definition = formatDomainDefinition(stored.after);
}

Result<void> saveDefinition(DriverContext& context, const Definitions& stored, Rollback& rollback) {
    const auto& paths = context.paths;
    const std::string& name = stored.after.name;
    rollback.add(
        [paths, name, entry = layerEntry(paths, name)] { restoreLayerEntry(paths, name, entry); });
    TRY(recordLayers(paths, stored.after));
    auto& store = context.store;
    TRY(store.save(stored.after));
    rollback.add([&store, before = stored.before] { (void)store.save(before); });
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
    TRY_WITHIN("end a change that was interrupted",
               finishInterruptedChange(context_, domain.name, lock));
    const auto record = TRY(requireDomain(context_, domain));
    const auto scope = TRY(resolveScope(wanted, record));
    const auto changed = [&](DomainDefinition definition) -> Result<DomainDefinition> {
        TRY((kind->*alone)(definition.devices, device.devices));
        TRY(complete(document.fileName, definition));
        return definition;
    };
    Definitions stored;
    if (scope.config) {
        stored.before = TRY(context_.store.load(domain.name));
        stored.after = TRY(changed(stored.before));
    }
    Rollback rollback;
    std::optional<LiveChange> running;
    if (scope.live) {
        running.emplace(TRY(beginLive(context_, domain, rollback, lock)));
        running->element = kind->element();
        running->after.liveXml = formatDomainDefinition(TRY(changed(running->definition)));
        if (scope.config)
            include(*running, stored);
        TRY((kind->*live)(*running, device.devices));
        TRY(writeLive(*running));
    }
    if (scope.config)
        TRY(saveDefinition(context_, stored, rollback));
    if (running)
        return endLive(*running);
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
