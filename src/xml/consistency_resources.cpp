#include "xml/consistency_checks.h"
#include "xml/cpu_list.h"
#include "xml/quotation.h"

#include <algorithm>
#include <set>

namespace twinvirt {

using Finding = std::optional<Inconsistency>;

static bool isTooMuch(const std::optional<std::uint64_t>& kib) {
    return kib.value_or(0) > mostMemoryKib;
}

Finding checkMemory(const DomainDefinition& domain) {
    const MemoryTune& tune = domain.memoryTune;
    std::string element;
    if (isTooMuch(domain.memoryKib))
        element = "memory";
    else if (isTooMuch(domain.currentMemoryKib))
        element = "currentMemory";
    else if (isTooMuch(tune.hardLimitKib))
        element = "memtune/hard_limit";
    else if (isTooMuch(tune.softLimitKib))
        element = "memtune/soft_limit";
    else if (isTooMuch(tune.minGuaranteeKib))
        element = "memtune/min_guarantee";
    else if (isTooMuch(tune.swapHardLimitKib))
        element = "memtune/swap_hard_limit";
    if (element.empty())
        return std::nullopt;
    return Inconsistency{element, 0, "value too large; expected at most 9007199254740991 KiB"};
}

Finding checkVcpu(const DomainDefinition& domain) {
    const Vcpu& vcpu = domain.vcpu;
    if (vcpu.cpuset && !parseCpuList(*vcpu.cpuset))
        return Inconsistency{"vcpu", 0,
                             "the attribute cpuset=" + quoted(*vcpu.cpuset) +
                                 " names no CPUs; expected ascending ranges of CPUs below 16384"};
    if (vcpu.current.value_or(0) > vcpu.count)
        return Inconsistency{
            "vcpu", 0,
            "maximum vCPU count must not be less than current vCPU count; expected "
            "current='" +
                std::to_string(vcpu.count) + "' at most",
            ErrorCode::configUnsupported};
    return std::nullopt;
}

Finding checkNuma(const DomainDefinition& domain) {
    if (!domain.numaMemory)
        return std::nullopt;
    const NumaMemory& memory = *domain.numaMemory;
    if (memory.nodeset && !parseCpuList(*memory.nodeset))
        return Inconsistency{"numatune/memory", 0,
                             "the attribute nodeset=" + quoted(*memory.nodeset) +
                                 " names no nodes; expected ascending ranges, as '0-1'"};
    bool isAuto =
        memory.placement == "auto" || (!memory.placement && domain.vcpu.placement == "auto");
    if (!memory.nodeset && !isAuto)
        return Inconsistency{"numatune/memory", 0,
                             "nodeset for NUMA memory tuning must be set if 'placement' is "
                             "'static'; add nodeset='0'",
                             ErrorCode::configUnsupported};
    return std::nullopt;
}

Finding checkBlockIo(const DomainDefinition& domain) {
    std::set<std::string_view> paths;
    const auto& devices = domain.blockIoTune.devices;
    for (std::size_t i = 0; i < devices.size(); ++i)
        if (!paths.insert(devices[i].path).second)
            return Inconsistency{"blkiotune/device", i,
                                 "duplicate blkio device path " + quoted(devices[i].path) +
                                     "; write all limits of a device into one <device>",
                                 ErrorCode::configUnsupported};
    return std::nullopt;
}

Finding checkSecurityLabels(const DomainDefinition& domain) {
    for (std::size_t i = 0; i < domain.securityLabels.size(); ++i) {
        const SecurityLabel& label = domain.securityLabels[i];
        std::string problem;
        if (domain.type == DomainType::lxc && !label.model && label.type != "none")
            problem = "missing security model; add model='selinux' or write type='none'";
        else if (label.type == "static" && !label.label)
            problem = "security label is missing; add <label>";
        else if (label.type == "none" && label.relabel.value_or(false))
            problem = "resource relabeling is not compatible with 'none' label type; remove "
                      "relabel='yes'";
        else if (label.type == "dynamic" && !label.relabel.value_or(true))
            problem = "dynamic label type must use resource relabeling; remove relabel='no'";
        if (!problem.empty())
            return Inconsistency{"seclabel", i, problem, ErrorCode::configUnsupported};
    }
    return std::nullopt;
}

} // namespace twinvirt
