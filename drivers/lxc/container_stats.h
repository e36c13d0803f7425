#pragma once

#include "api/domain_types.h"
#include "lxc/launch_spec.h"
#include "model/domain_definition.h"

#include <sys/types.h>

#include <vector>

namespace twinvirt::lxc {

/// Of whom the figures are; without cgroups and init while it is shut off.
struct StatsSubject {
    const DomainRecord& record;
    const DomainDefinition& definition;
    std::vector<CgroupMembership> cgroups;
    pid_t initPid = -1; ///< on the host
};

/// libvirt's keys of domstats that a container has: state., cpu., balloon., vcpu. (how many, since
/// a container has no virtual CPUs that could be counted apart), net., and block., which are the
/// host's devices that it used.
DomainStats containerStats(const StatsSubject& subject, const StatsGroups& groups);

} // namespace twinvirt::lxc
