#include "xml/mapping/domain_mappings.h"

#include <algorithm>
#include <array>

namespace twinvirt {

/// libvirt's 37 names in its order, and the four that the kernel has got since (man 7
/// capabilities).
static constexpr std::array capabilityNames{
    "audit_control",
    "audit_write",
    "block_suspend",
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "ipc_lock",
    "ipc_owner",
    "kill",
    "lease",
    "linux_immutable",
    "mac_admin",
    "mac_override",
    "mknod",
    "net_admin",
    "net_bind_service",
    "net_broadcast",
    "net_raw",
    "setgid",
    "setfcap",
    "setpcap",
    "setuid",
    "sys_admin",
    "sys_boot",
    "sys_chroot",
    "sys_module",
    "sys_nice",
    "sys_pacct",
    "sys_ptrace",
    "sys_rawio",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "syslog",
    "wake_alarm",
    "audit_read",
    "bpf",
    "checkpoint_restore",
    "perfmon",
};

static void mapCapability(XmlMapping& xml, const char* name, CapabilityFeature& feature) {
    auto known = std::ranges::find(feature.states, name, &CapabilityState::name);
    if (!xml.reading() && known == feature.states.end())
        return;
    CapabilityState state{name, xml.reading() || known->on};
    bool present = false;
    xml.part(name, Presence::optional, [&](XmlMapping& element) {
        element.attribute("state", state.on, onOff());
        present = true;
    });
    if (xml.reading() && present)
        feature.states.push_back(state);
}

void mapXml(XmlMapping& xml, CapabilityFeature& capabilities) {
    using Policy = CapabilityPolicy;
    xml.attributeOr("policy", capabilities.policy, Policy::defaultPolicy,
                    wordFor<Policy>({{"default", Policy::defaultPolicy},
                                     {"allow", Policy::allow},
                                     {"deny", Policy::deny}}));
    for (const char* name : capabilityNames)
        mapCapability(xml, name, capabilities);
}

void mapXml(XmlMapping& xml, Features& features) {
    xml.keepOthersIn(features.kept);
    xml.flag("acpi", features.acpi);
    xml.flag("apic", features.apic);
    xml.flag("pae", features.pae);
    xml.flag("privnet", features.privateNetwork);
    xml.element("capabilities", features.capabilities);
}

} // namespace twinvirt
