#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <vector>

namespace twinvirt::lxc {

/// What a running container is in (`joined`) with the limits that it is to have (`wanted`): limits
/// are replaced, everything else of `joined` stays, hierarchies that only `wanted` names are added.
std::vector<CgroupMembership> withLimits(const std::vector<CgroupMembership>& joined,
                                         const std::vector<CgroupMembership>& wanted);

/// Makes the limits of a running container those of `to`, a result of withLimits(from, …): writes
/// what differs, takes back what is no longer there, and moves the container into hierarchies that
/// it has not joined yet. After an error the limits are those of `from` again.
Result<void> changeLimits(const std::vector<CgroupMembership>& from,
                          const std::vector<CgroupMembership>& to);

} // namespace twinvirt::lxc
