#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <vector>

namespace twinvirt::lxc {

/// Kills every process in the container's cgroups, frozen ones too, and waits until none is left:
/// by cgroup.kill where the container is in a v2 tree, else one by one until the cgroup stays
/// empty. operationTimeout names the cgroup that did not become empty (a task in uninterruptible
/// sleep).
Result<void> killCgroups(const std::vector<CgroupMembership>& cgroups, int timeoutMs);

} // namespace twinvirt::lxc
