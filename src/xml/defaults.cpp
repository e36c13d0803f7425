#include "xml/defaults.h"

#include "xml/consistency.h"
#include "xml/cpu_list.h"
#include "xml/defaults_devices.h"

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

static void completeMemory(DomainDefinition& domain) {
    if (!domain.currentMemoryKib || *domain.currentMemoryKib == 0 ||
        *domain.currentMemoryKib > domain.memoryKib)
        domain.currentMemoryKib = domain.memoryKib;
    dropUnlimited(domain.memoryTune.hardLimitKib);
    dropUnlimited(domain.memoryTune.softLimitKib);
    dropUnlimited(domain.memoryTune.swapHardLimitKib);
    if (domain.memoryTune.minGuaranteeKib == 0)
        domain.memoryTune.minGuaranteeKib.reset();
}

static void completeList(std::optional<std::string>& list) {
    if (auto numbers = list ? parseCpuList(*list) : std::nullopt)
        list = formatCpuList(*numbers);
}

/// An automatic placement of either is one of both, and takes no list (virDomainNumatuneParseXML).
static void completeCpu(DomainDefinition& domain) {
    if (domain.cpuTune.quotaUs == 0)
        domain.cpuTune.quotaUs.reset();
    // Of a container it is a limit, also when it is all of them.
    if (domain.vcpu.current == domain.vcpu.count && domain.type != DomainType::lxc)
        domain.vcpu.current.reset();
    auto& memory = domain.numaMemory;
    if (memory && memory->placement == "auto" && !domain.vcpu.cpuset)
        domain.vcpu.placement = "auto";
    if (domain.vcpu.placement == "auto") {
        domain.vcpu.cpuset.reset();
        if (!memory)
            memory.emplace().placement = "auto";
    }
    completeList(domain.vcpu.cpuset);
    if (!memory)
        return;
    if (!memory->mode)
        memory->mode = "strict";
    if (memory->placement == "auto" || !memory->nodeset)
        memory->nodeset.reset();
    memory->placement = memory->nodeset ? std::nullopt : std::optional<std::string>("auto");
    completeList(memory->nodeset);
}

template <typename T>
static void dropZero(std::optional<T>& value) {
    if (value == T{0})
        value.reset();
}

static void completeBlockIo(BlockIoTune& tune) {
    dropZero(tune.weight);
    for (BlockDeviceTune& device : tune.devices) {
        dropZero(device.weight);
        dropZero(device.readIopsSec);
        dropZero(device.writeIopsSec);
        dropZero(device.readBytesSec);
        dropZero(device.writeBytesSec);
    }
    std::erase_if(tune.devices, [](const BlockDeviceTune& device) {
        BlockDeviceTune nothing;
        nothing.path = device.path;
        return device == nothing;
    });
}

static void completeSecurityLabel(SecurityLabel& label) {
    if (label.type == "none" && !label.model)
        label.model = "none";
    if (label.type == "none")
        label.relabel.reset();
    else if (!label.relabel)
        label.relabel = label.type == "dynamic";
}

static void completeResources(DomainDefinition& domain) {
    completeMemory(domain);
    completeBlockIo(domain.blockIoTune);
    completeCpu(domain);
    for (SecurityLabel& label : domain.securityLabels)
        completeSecurityLabel(label);
    std::ranges::sort(domain.idMap.uids, {}, &IdMapRange::start);
    std::ranges::sort(domain.idMap.gids, {}, &IdMapRange::start);
}

static void completeContainer(DomainDefinition& domain) {
    if (!domain.os.arch)
        domain.os.arch = hostArch();
    if (!domain.devices.emulator)
        domain.devices.emulator = libvirtLxcEmulator;
    completeContainerDevices(domain.devices);
}

void completeDomainDefinition(DomainDefinition& definition) {
    if (!definition.uuid)
        definition.uuid = Uuid::random();
    completeResources(definition);
    completeDevices(definition.devices);
    if (definition.type == DomainType::lxc)
        completeContainer(definition);
}

} // namespace twinvirt
