#include "lxc/container_spec.h"
#include "lxc/domain_lock.h"
#include "lxc/elements.h"
#include "lxc/layers.h"
#include "lxc/lxc_driver_class.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

namespace twinvirt::lxc {

Result<DomainRecord> LxcDriver::defineDomain(const DomainDocument& document) {
    auto definition = document.definition;
    TRY(refuseElements(document.fileName, checkElements(definition)));
    TRY(checkDomainName(definition.name));
    if (!definition.uuid)
        definition.uuid = Uuid::random();
    definition.id.reset();
    TRY_WITHIN(document.fileName, checkContainer(definition));
    const auto lock = TRY(DomainLock::acquire(context_.paths, definition.name));
    TRY(context_.refuseTakenIdentity(definition.name, *definition.uuid));
    if (!context_.store.contains(definition.name))
        forgetLastRun(context_.paths, definition.name); // of an earlier one of this name
    TRY(recordLayers(context_.paths, definition));
    TRY(context_.store.save(definition));
    return recordOf(context_, definition.name);
}

Result<void> LxcDriver::undefineDomain(const DomainIdentity& domain) {
    TRY(requireDomain(context_, domain));
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    if (!context_.store.contains(domain.name))
        return operationInvalid("cannot undefine transient domain");
    TRY(context_.store.remove(domain.name));
    if (!recordOf(context_, domain.name)) // one that runs on still needs its layers
        forgetLayers(context_.paths, domain.name);
    forgetLastRun(context_.paths, domain.name);
    context_.crashed.erase(domain.name);
    return {};
}

static Result<std::string> persistentXml(const DomainStore& store, const std::string& name) {
    const auto definition = TRY(store.load(name));
    return formatDomainDefinition(definition, {.inactive = true});
}

Result<std::string> LxcDriver::dumpXml(const DomainIdentity& domain, const DumpOptions& options) {
    const auto record = TRY(requireDomain(context_, domain));
    if (!record.id || (options.inactive && record.persistent))
        return persistentXml(context_.store, domain.name);
    const auto directory = context_.paths.runDirectory(domain.name);
    const auto text = TRY(readFile(directory.liveXml()));
    auto live = TRY(readDomainDefinition({directory.liveXml(), text}));
    if (options.inactive)
        return formatDomainDefinition(live, {.inactive = true});
    const auto state = TRY(readRuntimeState(directory));
    live.id = record.id;
    live.partition = live.partition.value_or("/machine"); // libvirt prints it of a live domain
    nameLinks(live, directory);
    for (std::size_t i = 0; i < live.devices.interfaces.size(); ++i) {
        auto& alias = live.devices.interfaces[i].alias;
        alias = alias.value_or("net" + std::to_string(i));
    }
    unsigned index = 0;
    for (auto& console : live.devices.consoles) {
        if (state.status.initPid > 0) {
            console.tty = consoleTty(state.status, index);
            console.sourcePath = console.tty;
        }
        console.alias = "console" + std::to_string(index++);
    }
    return formatDomainDefinition(live);
}

} // namespace twinvirt::lxc
