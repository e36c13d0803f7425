#include "kvm/domain_stats.h"

#include "kvm/flags.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"

#include <array>
#include <cstdio>
#include <memory>
#include <span>

namespace twinvirt::kvm {

namespace {

struct RecordsDeleter {
    void operator()(virDomainStatsRecordPtr* records) const {
        virDomainStatsRecordListFree(records);
    }
};

/// As virsh prints a typed parameter.
std::string textOf(const virTypedParameter& parameter) {
    switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
        return std::to_string(parameter.value.i);
    case VIR_TYPED_PARAM_UINT:
        return std::to_string(parameter.value.ui);
    case VIR_TYPED_PARAM_LLONG:
        return std::to_string(parameter.value.l);
    case VIR_TYPED_PARAM_ULLONG:
        return std::to_string(parameter.value.ul);
    case VIR_TYPED_PARAM_DOUBLE: {
        std::array<char, 64> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%f", parameter.value.d);
        return buffer.data();
    }
    case VIR_TYPED_PARAM_BOOLEAN:
        return parameter.value.b != 0 ? "yes" : "no";
    case VIR_TYPED_PARAM_STRING:
        return parameter.value.s;
    default:
        return {};
    }
}

} // namespace

Result<DomainStats> statsOf(virDomainPtr domain, const StatsGroups& groups) {
    const unsigned wanted = flagIf(groups.state, VIR_DOMAIN_STATS_STATE) |
                            flagIf(groups.cpu, VIR_DOMAIN_STATS_CPU_TOTAL) |
                            flagIf(groups.balloon, VIR_DOMAIN_STATS_BALLOON);
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
