#include "mock/mock_resources.h"

#include "api/tune_definition.h"
#include "xml/cpu_list.h"

#include <algorithm>

namespace twinvirt::mock {

namespace {

Error invalid(const std::string& reason) {
    return {ErrorCode::invalidArgument, "invalid argument: " + reason};
}

} // namespace

/// Both definitions or none.
Result<void> MockResources::change(const DomainIdentity& identity, ChangeScope scope,
                                   const Edit& edit) {
    auto* domain = TRY(world_.find(identity));
    scope = TRY(resolveScope(scope, domain->record()));
    auto live = domain->live;
    auto persistent = domain->persistent;
    if (scope.live)
        TRY(edit(*live));
    if (scope.config)
        TRY(edit(*persistent));
    domain->live = live;
    domain->persistent = persistent;
    return {};
}

Result<const DomainDefinition*> MockResources::asked(const DomainIdentity& identity,
                                                     ChangeScope scope) {
    const auto* domain = TRY(world_.find(identity));
    scope = TRY(resolveScope(scope, domain->record()));
    return scope.live ? &*domain->live : &*domain->persistent;
}

Result<std::vector<TuneParameter>> MockResources::parameters(const DomainIdentity& identity,
                                                             TuneGroup group, ChangeScope scope) {
    return parametersOf(*TRY(asked(identity, scope)), group);
}

Result<void> MockResources::setParameters(const DomainIdentity& identity, TuneGroup group,
                                          const std::vector<TuneParameter>& parameters,
                                          ChangeScope scope) {
    return change(identity, scope, [&](DomainDefinition& definition) {
        return twinvirt::setParameters(definition, group, parameters);
    });
}

Result<void> MockResources::setMemory(const DomainIdentity& identity, std::uint64_t kib,
                                      ChangeScope scope) {
    return change(identity, scope, [kib](DomainDefinition& definition) -> Result<void> {
        if (kib > definition.memoryKib)
            return invalid("cannot set memory higher than max memory");
        definition.currentMemoryKib = kib;
        return {};
    });
}

Result<void> MockResources::setMaxMemory(const DomainIdentity& identity, std::uint64_t kib,
                                         ChangeScope scope) {
    auto* domain = TRY(world_.find(identity));
    scope = TRY(resolveScope(scope, domain->record()));
    if (scope.live)
        return Error{ErrorCode::operationInvalid,
                     "Requested operation is not valid: cannot resize the maximum memory on an "
                     "active domain"};
    return change(identity, scope, [kib](DomainDefinition& definition) -> Result<void> {
        definition.memoryKib = kib;
        if (definition.currentMemoryKib > kib)
            definition.currentMemoryKib = kib;
        return {};
    });
}

Result<VcpuCounts> MockResources::vcpuCounts(const DomainIdentity& identity) {
    const auto* domain = TRY(world_.find(identity));
    VcpuCounts counts;
    if (domain->persistent) {
        counts.maximumConfig = domain->persistent->vcpu.count;
        counts.currentConfig = domain->persistent->vcpu.current.value_or(*counts.maximumConfig);
    }
    if (domain->live) {
        counts.maximumLive = domain->live->vcpu.count;
        counts.currentLive = domain->live->vcpu.current.value_or(*counts.maximumLive);
    }
    return counts;
}

Result<void> MockResources::setVcpus(const DomainIdentity& identity, unsigned count,
                                     ChangeScope scope) {
    return change(identity, scope, [count](DomainDefinition& definition) -> Result<void> {
        if (count > definition.vcpu.count)
            return invalid("requested cpu amount exceeds maximum (" + std::to_string(count) +
                           " > " + std::to_string(definition.vcpu.count) + ")");
        definition.vcpu.current = count;
        return {};
    });
}

Result<void> MockResources::setMaxVcpus(const DomainIdentity& identity, unsigned count,
                                        ChangeScope scope) {
    if (scope.live)
        return invalid("maximum vcpu count of a live domain can't be modified");
    return change(identity, scope, [count](DomainDefinition& definition) -> Result<void> {
        definition.vcpu.current =
            std::min(definition.vcpu.current.value_or(definition.vcpu.count), count);
        definition.vcpu.count = count;
        return {};
    });
}

Result<std::vector<VcpuPin>> MockResources::vcpuPins(const DomainIdentity& identity,
                                                     ChangeScope scope) {
    const auto* definition = TRY(asked(identity, scope));
    const std::size_t all = 8;
    std::vector<bool> cpus(all, !definition->vcpu.cpuset);
    if (definition->vcpu.cpuset)
        for (const auto cpu :
             parseCpuList(*definition->vcpu.cpuset).value_or(std::vector<unsigned>{}))
            if (cpu < all)
                cpus[cpu] = true;
    std::vector<VcpuPin> pins;
    for (unsigned vcpu = 0; vcpu < definition->vcpu.count; ++vcpu)
        pins.push_back({vcpu, cpus});
    return pins;
}

Result<void> MockResources::pinVcpu(const DomainIdentity& identity, const VcpuPin& pin,
                                    ChangeScope scope) {
    return change(identity, scope, [&pin](DomainDefinition& definition) -> Result<void> {
        if (pin.vcpu >= definition.vcpu.count)
            return invalid("requested vcpu '" + std::to_string(pin.vcpu) +
                           "' is not present in the domain");
        std::vector<unsigned> cpus;
        for (unsigned cpu = 0; cpu < pin.cpus.size(); ++cpu)
            if (pin.cpus[cpu])
                cpus.push_back(cpu);
        definition.vcpu.cpuset = formatCpuList(cpus);
        return {};
    });
}

} // namespace twinvirt::mock
