#include "xml/defaults.h"

#include "xml/consistency.h"
#include "xml/cpu_list.h"

#include <sys/utsname.h>

#include <algorithm>

namespace twinvirt {

static std::string hostArch() {
    utsname host{};
    return uname(&host) == 0 ? host.machine : "x86_64";
}

/// libvirt's greatest limit is its "unlimited".
static void dropUnlimited(std::optional<std::uint64_t>& limitKib) {
    if (limitKib && *limitKib >= mostMemoryKib)
        limitKib.reset();
}

static void completeResources(DomainDefinition& domain) {
    if (!domain.currentMemoryKib || *domain.currentMemoryKib == 0 ||
        *domain.currentMemoryKib > domain.memoryKib)
        domain.currentMemoryKib = domain.memoryKib;
    dropUnlimited(domain.memoryTune.hardLimitKib);
    dropUnlimited(domain.memoryTune.softLimitKib);
    dropUnlimited(domain.memoryTune.swapHardLimitKib);
    if (domain.cpuTune.quotaUs == 0)
        domain.cpuTune.quotaUs.reset();
    if (domain.vcpu.cpuset)
        if (auto cpus = parseCpuList(*domain.vcpu.cpuset))
            domain.vcpu.cpuset = formatCpuList(*cpus);
    std::ranges::sort(domain.idMap.uids, {}, &IdMapRange::start);
    std::ranges::sort(domain.idMap.gids, {}, &IdMapRange::start);
}

static void completeContainer(DomainDefinition& domain) {
    if (!domain.os.arch)
        domain.os.arch = hostArch();
    if (!domain.devices.emulator)
        domain.devices.emulator = libvirtLxcEmulator;
    if (domain.devices.consoles.empty())
        domain.devices.consoles.emplace_back();
    unsigned port = 0;
    for (CharacterDevice& console : domain.devices.consoles) {
        if (!console.targetType)
            console.targetType = "lxc";
        console.targetPort = port++;
    }
}

void completeDomainDefinition(DomainDefinition& definition) {
    if (!definition.uuid)
        definition.uuid = Uuid::random();
    completeResources(definition);
    if (definition.type == DomainType::lxc)
        completeContainer(definition);
}

} // namespace twinvirt
