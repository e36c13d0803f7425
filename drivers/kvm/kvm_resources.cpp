#include "kvm/kvm_resources.h"

#include "kvm/flags.h"
#include "kvm/libvirt_error.h"
#include "kvm/typed_parameters.h"

#include <algorithm>

namespace twinvirt::kvm {

namespace {

unsigned flagsOf(ChangeScope scope) {
    return flagIf(scope.live, VIR_DOMAIN_AFFECT_LIVE) |
           flagIf(scope.config, VIR_DOMAIN_AFFECT_CONFIG);
}

Result<void> done(int returned) {
    if (returned < 0)
        return lastLibvirtError();
    return {};
}

/// libvirt has the same call for each group, apart from the scheduler's way of asking for a size.
using Getter = int (*)(virDomainPtr, virTypedParameterPtr, int*, unsigned);
using Setter = int (*)(virDomainPtr, virTypedParameterPtr, int, unsigned);

Getter getterOf(TuneGroup group) {
    switch (group) {
    case TuneGroup::memory:
        return virDomainGetMemoryParameters;
    case TuneGroup::scheduler:
        return virDomainGetSchedulerParametersFlags;
    case TuneGroup::blockIo:
        return virDomainGetBlkioParameters;
    case TuneGroup::numa:
    case TuneGroup::tasks: // refused before
        break;
    }
    return virDomainGetNumaParameters;
}

Setter setterOf(TuneGroup group) {
    switch (group) {
    case TuneGroup::memory:
        return virDomainSetMemoryParameters;
    case TuneGroup::scheduler:
        return virDomainSetSchedulerParametersFlags;
    case TuneGroup::blockIo:
        return virDomainSetBlkioParameters;
    case TuneGroup::numa:
    case TuneGroup::tasks: // refused before
        break;
    }
    return virDomainSetNumaParameters;
}

TuneParameter convert(const virTypedParameter& parameter) {
    switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
        return {parameter.field, std::int64_t{parameter.value.i}};
    case VIR_TYPED_PARAM_UINT:
        return {parameter.field, std::uint64_t{parameter.value.ui}};
    case VIR_TYPED_PARAM_LLONG:
        return {parameter.field, std::int64_t{parameter.value.l}};
    case VIR_TYPED_PARAM_ULLONG:
        return {parameter.field, std::uint64_t{parameter.value.ul}};
    default:
        return {parameter.field, textOf(parameter)};
    }
}

/// How many there are, and the scheduler's name where it is that group.
Result<int> countOf(virDomainPtr domain, TuneGroup group, unsigned flags,
                    std::vector<TuneParameter>& found) {
    int count = 0;
    if (group != TuneGroup::scheduler) {
        TRY(done(getterOf(group)(domain, nullptr, &count, flags | VIR_TYPED_PARAM_STRING_OKAY)));
        return count;
    }
    const LibvirtText name(virDomainGetSchedulerType(domain, &count));
    if (!name)
        return lastLibvirtError();
    found.push_back({"scheduler", std::string(name.get())});
    return count;
}

Result<void> requireMachines(TuneGroup group) {
    if (group != TuneGroup::tasks)
        return {};
    return Error{ErrorCode::operationUnsupported,
                 "Operation not supported: the processes of a machine are its guest's; limit its "
                 "memory ('setmem') and its CPUs ('setvcpus', 'schedinfo')"};
}

int typeOf(TuneGroup group, const std::string& name) {
    if (group == TuneGroup::memory)
        return VIR_TYPED_PARAM_ULLONG;
    if (group == TuneGroup::blockIo)
        return VIR_TYPED_PARAM_UINT;
    if (group == TuneGroup::numa)
        return VIR_TYPED_PARAM_INT;
    if (name == "weight" || name == "cap") // of libvirt's test driver, and of Xen's
        return VIR_TYPED_PARAM_UINT;
    return name == "cpu_shares" || name.ends_with("_period") ? VIR_TYPED_PARAM_ULLONG
                                                             : VIR_TYPED_PARAM_LLONG;
}

} // namespace

Result<std::vector<TuneParameter>> KvmResources::parameters(const DomainIdentity& identity,
                                                            TuneGroup group, ChangeScope scope) {
    TRY(requireMachines(group));
    const auto domain = TRY(session_.domain(identity));
    // A question that needs no flag is asked without, which every libvirt driver understands.
    const unsigned flags = flagsOf(scope);
    const unsigned more =
        group == TuneGroup::scheduler ? 0U : unsigned{VIR_TYPED_PARAM_STRING_OKAY};
    std::vector<TuneParameter> found;
    int count = TRY(countOf(domain.get(), group, flags, found));
    TypedParameters values(static_cast<std::size_t>(std::max(count, 0)));
    if (count > 0)
        TRY(done(getterOf(group)(domain.get(), values.data(), &count, flags | more)));
    values.shrink(count);
    for (const auto& value : values.values())
        found.push_back(convert(value));
    return found;
}

Result<void> KvmResources::setParameters(const DomainIdentity& identity, TuneGroup group,
                                         const std::vector<TuneParameter>& parameters,
                                         ChangeScope scope) {
    TRY(requireMachines(group));
    const auto domain = TRY(session_.domain(identity));
    TypedParameters values;
    for (const auto& parameter : parameters) {
        const int type = typeOf(group, parameter.name);
        if (const auto* text = std::get_if<std::string>(&parameter.value))
            values.addText(parameter.name, *text);
        else if (const auto* number = std::get_if<std::uint64_t>(&parameter.value))
            values.addNumber(parameter.name, type, static_cast<long long>(*number));
        else
            values.addNumber(parameter.name, type, std::get<std::int64_t>(parameter.value));
    }
    return done(setterOf(group)(domain.get(), values.data(), values.size(), flagsOf(scope)));
}

Result<void> KvmResources::setMemory(const DomainIdentity& identity, std::uint64_t kib,
                                     ChangeScope scope) {
    const auto domain = TRY(session_.domain(identity));
    return done(virDomainSetMemoryFlags(domain.get(), kib, flagsOf(scope)));
}

Result<void> KvmResources::setMaxMemory(const DomainIdentity& identity, std::uint64_t kib,
                                        ChangeScope scope) {
    const auto domain = TRY(session_.domain(identity));
    return done(
        virDomainSetMemoryFlags(domain.get(), kib, flagsOf(scope) | VIR_DOMAIN_MEM_MAXIMUM));
}

Result<VcpuCounts> KvmResources::vcpuCounts(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    const auto count = [&domain](unsigned flags) -> std::optional<unsigned> {
        const int number = virDomainGetVcpusFlags(domain.get(), flags);
        return number < 0 ? std::nullopt : std::optional(static_cast<unsigned>(number));
    };
    constexpr unsigned maximum = VIR_DOMAIN_VCPU_MAXIMUM;
    VcpuCounts counts;
    if (virDomainIsPersistent(domain.get()) == 1) {
        counts.maximumConfig = count(maximum | VIR_DOMAIN_AFFECT_CONFIG);
        counts.currentConfig = count(VIR_DOMAIN_AFFECT_CONFIG);
    }
    if (virDomainIsActive(domain.get()) == 1) {
        counts.maximumLive = count(maximum | VIR_DOMAIN_AFFECT_LIVE);
        counts.currentLive = count(VIR_DOMAIN_AFFECT_LIVE);
    }
    return counts;
}

Result<void> KvmResources::setVcpus(const DomainIdentity& identity, unsigned count,
                                    ChangeScope scope) {
    const auto domain = TRY(session_.domain(identity));
    return done(virDomainSetVcpusFlags(domain.get(), count, flagsOf(scope)));
}

Result<void> KvmResources::setMaxVcpus(const DomainIdentity& identity, unsigned count,
                                       ChangeScope scope) {
    const auto domain = TRY(session_.domain(identity));
    return done(
        virDomainSetVcpusFlags(domain.get(), count, flagsOf(scope) | VIR_DOMAIN_VCPU_MAXIMUM));
}

Result<std::size_t> KvmResources::hostCpus() {
    return session_.ask([](virConnectPtr connection) -> Result<std::size_t> {
        const int count = virNodeGetCPUMap(connection, nullptr, nullptr, 0);
        if (count < 0)
            return lastLibvirtError();
        return static_cast<std::size_t>(count);
    });
}

Result<std::vector<VcpuPin>> KvmResources::vcpuPins(const DomainIdentity& identity,
                                                    ChangeScope scope) {
    const auto cpus = TRY(hostCpus());
    const auto domain = TRY(session_.domain(identity));
    const auto flags = flagsOf(scope);
    const int vcpus =
        virDomainGetVcpusFlags(domain.get(), flags | VIR_DOMAIN_VCPU_MAXIMUM |
                                                 flagIf(flags == 0, VIR_DOMAIN_AFFECT_CURRENT));
    if (vcpus < 0)
        return lastLibvirtError();
    const int length = static_cast<int>(VIR_CPU_MAPLEN(cpus));
    std::vector<unsigned char> maps(static_cast<std::size_t>(vcpus * length));
    const int count = virDomainGetVcpuPinInfo(domain.get(), vcpus, maps.data(), length, flags);
    if (count < 0)
        return lastLibvirtError();
    std::vector<VcpuPin> pins;
    for (int vcpu = 0; vcpu < count; ++vcpu) {
        auto& pin = pins.emplace_back();
        pin.vcpu = static_cast<unsigned>(vcpu);
        for (std::size_t cpu = 0; cpu < cpus; ++cpu)
            pin.cpus.push_back(VIR_CPU_USABLE(maps.data(), length, vcpu, cpu) != 0);
    }
    return pins;
}

Result<void> KvmResources::pinVcpu(const DomainIdentity& identity, const VcpuPin& pin,
                                   ChangeScope scope) {
    const auto domain = TRY(session_.domain(identity));
    std::vector<unsigned char> map(VIR_CPU_MAPLEN(pin.cpus.size()));
    for (std::size_t cpu = 0; cpu < pin.cpus.size(); ++cpu)
        if (pin.cpus[cpu])
            VIR_USE_CPU(map.data(), cpu);
    return done(virDomainPinVcpuFlags(domain.get(), pin.vcpu, map.data(),
                                      static_cast<int>(map.size()), flagsOf(scope)));
}

} // namespace twinvirt::kvm
