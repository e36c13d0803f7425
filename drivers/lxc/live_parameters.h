#pragma once

#include "api/resource_control.h"
#include "lxc/launch_spec.h"
#include "model/domain_definition.h"

#include <vector>

namespace twinvirt::lxc {

/// The parameters of a running container as the kernel's files say them, where they differ from
/// `definition` (somebody wrote to the cgroup) too.
std::vector<TuneParameter> liveParameters(const DomainDefinition& definition,
                                          const std::vector<CgroupMembership>& memberships,
                                          TuneGroup group);

/// The CPUs that the container may run on, by the host's numbers.
std::vector<bool> liveCpus(const std::vector<CgroupMembership>& memberships);

} // namespace twinvirt::lxc
