#include "xml/mapping/domain_mappings.h"
#include "xml/quotation.h"

namespace twinvirt {

static XmlFormat<DomainType> domainType() {
    return wordFor<DomainType>({{"lxc", DomainType::lxc},
                                {"kvm", DomainType::kvm},
                                {"qemu", DomainType::qemu},
                                {"test", DomainType::test}});
}

void mapDomainType(XmlMapping& xml, DomainType& type) {
    std::string word = domainType().write(type);
    xml.attribute("type", word);
    if (auto known = domainType().read(word))
        type = *known;
    else
        xml.fail("invalid domain type " + quoted(word) + "; expected " + domainType().expected,
                 ErrorCode::configUnsupported);
}

using Action = LifecycleAction;

static XmlFormat<Action> lifecycleAction() {
    return wordFor<Action>({{"destroy", Action::destroy},
                            {"restart", Action::restart},
                            {"preserve", Action::preserve},
                            {"rename-restart", Action::renameRestart}});
}

static XmlFormat<Action> crashAction() {
    return wordFor<Action>({{"destroy", Action::destroy},
                            {"restart", Action::restart},
                            {"preserve", Action::preserve},
                            {"rename-restart", Action::renameRestart},
                            {"coredump-destroy", Action::coredumpDestroy},
                            {"coredump-restart", Action::coredumpRestart}});
}

/// Optional with a default, which libvirt prints.
static void mapAction(XmlMapping& xml, std::string_view name, Action& action,
                      const XmlFormat<Action>& format) {
    std::optional<Action> present;
    if (!xml.reading())
        present = action;
    xml.textElement(name, present, format);
    action = present.value_or(action);
}

static void mapResource(XmlMapping& resource, DomainDefinition& domain) {
    constexpr std::uint64_t mostPids = 4194304; // the kernel's PID_MAX_LIMIT
    resource.textElement("partition", domain.partition, absolutePath());
    resource.textElement("pids", domain.pidsMax, numberBetween<std::uint64_t>(1, mostPids));
}

void mapXml(XmlMapping& xml, DomainDefinition& domain) {
    xml.keepOthersIn(domain.kept);
    mapDomainType(xml, domain.type);
    xml.attribute("id", domain.id, numberBetween<long>(1, std::numeric_limits<long>::max()));
    xml.textElement("name", domain.name, domainName());
    xml.textElement("uuid", domain.uuid, defaultFormat(Uuid{}));
    xml.textElement("title", domain.title, lineOfText());
    xml.textElement("description", domain.description, anyText());
    mapMemory(xml, "memory", domain.memoryKib);
    mapMemory(xml, "currentMemory", domain.currentMemoryKib);
    xml.element("blkiotune", domain.blockIoTune);
    xml.element("memtune", domain.memoryTune);
    xml.element("vcpu", domain.vcpu);
    xml.element("cputune", domain.cpuTune);
    xml.part("numatune", Presence::optional,
             [&](XmlMapping& tune) { tune.element("memory", domain.numaMemory); });
    xml.part("resource", Presence::optional,
             [&](XmlMapping& resource) { mapResource(resource, domain); });
    xml.element("os", domain.os, Presence::required);
    xml.element("idmap", domain.idMap);
    xml.element("features", domain.features);
    xml.element("clock", domain.clock);
    mapAction(xml, "on_poweroff", domain.onPoweroff, lifecycleAction());
    mapAction(xml, "on_reboot", domain.onReboot, lifecycleAction());
    mapAction(xml, "on_crash", domain.onCrash, crashAction());
    xml.element("devices", domain.devices);
    xml.elements("seclabel", domain.securityLabels);
    xml.element("lxc:namespace", domain.sharedNamespaces);
    xml.element("twinvirt:isolation", domain.isolation);
}

} // namespace twinvirt
