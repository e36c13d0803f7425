#include "lxc/cgroup_figures.h"
#include "lxc/cgroup_memory_figures.h"
#include "lxc/container_stats.h"
#include "lxc/isolation/image_export.h"
#include "lxc/launch_spec.h"
#include "lxc/lxc_driver_class.h"
#include "lxc/security_modules.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// What the figures of a running container need.
struct Running {
    LiveDomain live;
    LaunchSpec spec;
};

Result<Running> requireSpec(DriverContext& context, const DomainIdentity& domain) {
    Running running{TRY(requireRunning(context, domain)), {}};
    const auto text = TRY(readFile(running.live.directory.launchSpec()));
    running.spec = TRY(decodeLaunchSpec(text));
    return running;
}

Result<DomainDefinition> definitionOf(const DriverContext& context, const DomainRecord& record) {
    if (!record.id)
        return context.store.load(record.identity.name);
    const auto file = context.paths.runDirectory(record.identity.name).liveXml();
    const auto text = TRY(readFile(file));
    auto live = TRY(readDomainDefinition({file, text}));
    nameLinks(live, context.paths.runDirectory(record.identity.name));
    return live;
}

} // namespace

Result<DomainInfo> LxcDriver::domainInfo(const DomainIdentity& domain) {
    DomainInfo info;
    info.record = TRY(requireDomain(context_, domain));
    const auto definition = TRY(definitionOf(context_, info.record));
    info.osType = definition.os.type;
    info.vcpus = definition.vcpu.count;
    info.maxMemoryKib = definition.memoryKib;
    info.usedMemoryKib = definition.currentMemoryKib.value_or(definition.memoryKib);
    const auto modules = activeSecurityModules();
    info.securityModel = labelOfProcess(::getpid(), modules).model;
    if (!info.record.id)
        return info;
    const auto running = TRY(requireSpec(context_, domain));
    const ProcessLabel label = labelOfProcess(running.live.state.status.initPid, modules);
    info.securityLabel = label.label;
    info.securityEnforcing = label.enforcing;
    if (const auto cpu = readCpuFigures(running.spec.cgroups))
        info.cpuTime = cpu->total;
    if (const auto used = readMemoryUsage(running.spec.cgroups))
        info.usedMemoryKib = *used / 1024;
    if (running.spec.root.shared)
        info.messages.emplace_back("tainted: shares the host's root file system");
    if (!running.spec.ownNetwork)
        info.messages.emplace_back("tainted: shares the host's network");
    return info;
}

Result<DomainStats> LxcDriver::domainStats(const DomainIdentity& domain,
                                           const StatsGroups& groups) {
    const auto record = TRY(requireDomain(context_, domain));
    const auto definition = TRY(definitionOf(context_, record));
    StatsSubject subject{record, definition, {}, -1};
    if (record.id) {
        const auto running = TRY(requireSpec(context_, domain));
        subject.cgroups = running.spec.cgroups;
        subject.initPid = running.live.state.status.initPid;
    }
    return containerStats(subject, groups);
}

Result<DomainFootprint> LxcDriver::domainFootprint(const DomainIdentity& domain) {
    const auto running = TRY(requireSpec(context_, domain));
    DomainFootprint footprint;
    footprint.runtime = {running.live.state.status.supervisorPid};
    for (const pid_t pid : networkPrograms(running.live.directory, running.spec))
        footprint.runtime.push_back(pid);
    for (const pid_t pid : imageExporters(running.spec))
        footprint.runtime.push_back(pid);
    footprint.guest = processesOf(running.spec.cgroups);
    const auto memory = memoryFile(running.spec.cgroups);
    if (!memory.empty())
        footprint.cgroupMemoryFiles = {memory};
    return footprint;
}

} // namespace twinvirt::lxc
