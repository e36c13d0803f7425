#pragma once

#include "api/domain_types.h"

#include <libvirt/libvirt.h>

namespace twinvirt::kvm {

/// libvirt's own keys of the groups, in libvirt's order (virConnectGetAllDomainStats).
Result<DomainStats> statsOf(virDomainPtr domain, const StatsGroups& groups);

} // namespace twinvirt::kvm
