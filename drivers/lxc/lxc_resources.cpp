#include "lxc/lxc_resources.h"

#include "api/tune_definition.h"
#include "lxc/definition_change.h"
#include "lxc/isolation/release.h"
#include "lxc/live_parameters.h"
#include "xml/cpu_list.h"

#include <algorithm>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

Error invalid(const std::string& reason) {
    return {ErrorCode::invalidArgument, "invalid argument: " + reason};
}

Result<std::vector<CgroupMembership>> cgroupsOf(const DriverContext& context,
                                                const std::string& name) {
    return TRY(readLaunchSpec(context.paths.runDirectory(name))).cgroups;
}

Result<void> editMemory(DomainDefinition& definition, std::uint64_t kib) {
    if (kib > definition.memoryKib)
        return invalid("cannot set memory higher than max memory");
    if (kib == 0)
        return invalid("a container needs memory; cannot set it to 0");
    definition.currentMemoryKib = kib;
    if (definition.memoryTune.hardLimitKib)
        definition.memoryTune.hardLimitKib = kib;
    return {};
}

unsigned currentVcpus(const DomainDefinition& definition) {
    return definition.vcpu.current.value_or(definition.vcpu.count);
}

Result<void> editVcpus(DomainDefinition& definition, unsigned count) {
    const auto most = definition.vcpu.count;
    if (count > most)
        return invalid("requested vcpus is greater than max allowable vcpus for the domain: " +
                       std::to_string(count) + " > " + std::to_string(most) +
                       "; 'setvcpus --maximum --config' raises it");
    definition.vcpu.current = count;
    return {};
}

Result<void> editPin(DomainDefinition& definition, const VcpuPin& pin) {
    if (pin.vcpu >= definition.vcpu.count)
        return invalid("vcpu " + std::to_string(pin.vcpu) + " is out of range of live cpu count " +
                       std::to_string(definition.vcpu.count));
    std::vector<unsigned> cpus;
    for (unsigned cpu = 0; cpu < pin.cpus.size(); ++cpu)
        if (pin.cpus[cpu])
            cpus.push_back(cpu);
    if (cpus.empty())
        return invalid("a container needs a CPU to run on");
    definition.vcpu.placement = "static";
    definition.vcpu.cpuset = formatCpuList(cpus);
    if (cpus.size() == pin.cpus.size()) // all of them: no limit
        definition.vcpu.cpuset.reset();
    return {};
}

std::size_t configuredCpus() {
    return static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_CONF)));
}

std::vector<bool> cpusOf(const DomainDefinition& definition) {
    const auto count = configuredCpus();
    if (!definition.vcpu.cpuset)
        return std::vector<bool>(count, true);
    std::vector<bool> cpus(count, false);
    for (const auto cpu : parseCpuList(*definition.vcpu.cpuset).value_or(std::vector<unsigned>{}))
        if (cpu < count)
            cpus[cpu] = true;
    return cpus;
}

} // namespace

Result<std::vector<TuneParameter>> LxcResources::parameters(const DomainIdentity& domain,
                                                            TuneGroup group, ChangeScope scope) {
    const auto found = TRY(definitionIn(context_, domain, scope));
    if (!found.live)
        return parametersOf(found.definition, group);
    return liveParameters(found.definition, TRY(cgroupsOf(context_, domain.name)), group);
}

Result<void> LxcResources::setParameters(const DomainIdentity& domain, TuneGroup group,
                                         const std::vector<TuneParameter>& parameters,
                                         ChangeScope scope) {
    return changeDefinitions(context_, domain, scope, [&](DomainDefinition& definition) {
        return twinvirt::setParameters(definition, group, parameters);
    });
}

Result<void> LxcResources::setMemory(const DomainIdentity& domain, std::uint64_t kib,
                                     ChangeScope scope) {
    return changeDefinitions(context_, domain, scope, [kib](DomainDefinition& definition) {
        return editMemory(definition, kib);
    });
}

Result<void> LxcResources::setMaxMemory(const DomainIdentity& domain, std::uint64_t kib,
                                        ChangeScope scope) {
    const auto record = TRY(requireDomain(context_, domain));
    scope = TRY(resolveScope(scope, record));
    if (scope.live)
        return operationInvalid("cannot resize the maximum memory on an active domain; 'setmem' "
                                "changes what it has, '--config' its next start");
    return changeDefinitions(context_, domain, scope, [kib](DomainDefinition& definition) {
        const bool whole =
            definition.currentMemoryKib.value_or(definition.memoryKib) == definition.memoryKib;
        definition.memoryKib = kib;
        if (whole || definition.currentMemoryKib > kib)
            definition.currentMemoryKib = kib;
        return Result<void>();
    });
}

Result<VcpuCounts> LxcResources::vcpuCounts(const DomainIdentity& domain) {
    const auto record = TRY(requireDomain(context_, domain));
    VcpuCounts counts;
    if (record.persistent) {
        const auto definition = TRY(context_.store.load(domain.name));
        counts.maximumConfig = definition.vcpu.count;
        counts.currentConfig = currentVcpus(definition);
    }
    if (record.id) {
        const auto definition = TRY(liveDefinition(context_.paths.runDirectory(domain.name)));
        counts.maximumLive = definition.vcpu.count;
        counts.currentLive = currentVcpus(definition);
    }
    return counts;
}

Result<void> LxcResources::setVcpus(const DomainIdentity& domain, unsigned count,
                                    ChangeScope scope) {
    return changeDefinitions(context_, domain, scope, [count](DomainDefinition& definition) {
        return editVcpus(definition, count);
    });
}

Result<void> LxcResources::setMaxVcpus(const DomainIdentity& domain, unsigned count,
                                       ChangeScope scope) {
    const auto record = TRY(requireDomain(context_, domain));
    scope = TRY(resolveScope(scope, record));
    if (scope.live)
        return invalid("maximum vcpu count of a live domain can't be modified");
    return changeDefinitions(context_, domain, scope, [count](DomainDefinition& definition) {
        definition.vcpu.count = count;
        if (definition.vcpu.current.value_or(0) > count)
            definition.vcpu.current = count;
        return Result<void>();
    });
}

Result<std::size_t> LxcResources::hostCpus() {
    return configuredCpus();
}

Result<std::vector<VcpuPin>> LxcResources::vcpuPins(const DomainIdentity& domain,
                                                    ChangeScope scope) {
    const auto found = TRY(definitionIn(context_, domain, scope));
    const auto cpus =
        found.live ? liveCpus(TRY(cgroupsOf(context_, domain.name))) : cpusOf(found.definition);
    std::vector<VcpuPin> pins;
    for (unsigned vcpu = 0; vcpu < found.definition.vcpu.count; ++vcpu)
        pins.push_back({vcpu, cpus});
    return pins;
}

Result<void> LxcResources::pinVcpu(const DomainIdentity& domain, const VcpuPin& pin,
                                   ChangeScope scope) {
    return changeDefinitions(context_, domain, scope, [&pin](DomainDefinition& definition) {
        return editPin(definition, pin);
    });
}

} // namespace twinvirt::lxc
