#include "lxc/container_spec.h"
#include "lxc/isolation_policy.h"

namespace twinvirt::lxc {

/// systemd and others recognise a container by this variable
/// (https://systemd.io/CONTAINER_INTERFACE); programs written for libvirt's driver by its word.
static std::string containerKind(const DomainDefinition& definition) {
    const bool compat = isolationOf(definition).preset == IsolationPreset::compat;
    return compat ? "lxc-libvirt" : "twinvirt";
}

static std::string ttyList(unsigned consoles) {
    std::string list;
    for (unsigned i = 1; i < consoles; ++i)
        list += (list.empty() ? "pts/" : " pts/") + std::to_string(i);
    return list;
}

std::vector<std::string> containerEnvironment(const DomainDefinition& definition,
                                              unsigned consoles) {
    const std::string uuid = definition.uuid.value_or(Uuid{}).toString();
    std::vector<std::string> environment{
        "PATH=/bin:/sbin",        "TERM=linux", "container=" + containerKind(definition), "HOME=/",
        "container_uuid=" + uuid,
    };
    if (consoles > 1)
        environment.push_back("container_ttys=" + ttyList(consoles));
    environment.push_back("LIBVIRT_LXC_UUID=" + uuid);
    environment.push_back("LIBVIRT_LXC_NAME=" + definition.name);
    for (const auto& variable : definition.os.initEnvironment) {
        const std::string prefix = variable.name + "=";
        std::erase_if(environment, [&prefix](const auto& one) { return one.starts_with(prefix); });
        environment.push_back(prefix + variable.value);
    }
    return environment;
}

} // namespace twinvirt::lxc
