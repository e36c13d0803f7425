#include "kvm/domain_stats.h"

#include "kvm/flags.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"
#include "kvm/typed_parameters.h"

#include <array>
#include <memory>
#include <span>

namespace twinvirt::kvm {

namespace {

struct RecordsDeleter {
    void operator()(virDomainStatsRecordPtr* records) const {
        virDomainStatsRecordListFree(records);
    }
};

} // namespace

Result<DomainStats> statsOf(virDomainPtr domain, const StatsGroups& groups) {
    const unsigned wanted = flagIf(groups.state, VIR_DOMAIN_STATS_STATE) |
                            flagIf(groups.cpu, VIR_DOMAIN_STATS_CPU_TOTAL) |
                            flagIf(groups.balloon, VIR_DOMAIN_STATS_BALLOON) |
                            flagIf(groups.vcpu, VIR_DOMAIN_STATS_VCPU) |
                            flagIf(groups.interface, VIR_DOMAIN_STATS_INTERFACE) |
                            flagIf(groups.block, VIR_DOMAIN_STATS_BLOCK) |
                            flagIf(groups.perf, VIR_DOMAIN_STATS_PERF) |
                            flagIf(groups.iothread, VIR_DOMAIN_STATS_IOTHREAD) |
                            flagIf(groups.memory, VIR_DOMAIN_STATS_MEMORY) |
                            flagIf(groups.dirtyrate, VIR_DOMAIN_STATS_DIRTYRATE) |
                            flagIf(groups.vm, VIR_DOMAIN_STATS_VM);
    DomainStats stats;
    if (wanted == 0)
        return stats; // libvirt would take 0 for "all"
    std::array<virDomainPtr, 2> domains{domain, nullptr};
    virDomainStatsRecordPtr* list = nullptr;
    const int count = virDomainListGetStats(domains.data(), wanted, &list, 0);
    const std::unique_ptr<virDomainStatsRecordPtr, RecordsDeleter> records(list);
    if (count < 0)
        return lastLibvirtError();
    for (const auto* record : std::span(list, static_cast<std::size_t>(count)))
        for (const auto& parameter :
             std::span(record->params, static_cast<std::size_t>(record->nparams)))
            stats.push_back({parameter.field, textOf(parameter)});
    return stats;
}

} // namespace twinvirt::kvm
