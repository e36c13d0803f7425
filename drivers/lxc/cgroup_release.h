#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <chrono>
#include <vector>

namespace twinvirt::lxc {

/// Ends every process in the container's cgroups (cgroup.kill, or SIGKILL by pidfd on v1, frozen or
/// not) and removes the directories with all below them. Idempotent. operationTimeout with what
/// remains when a process does not end in time (it waits for a device).
Result<void> releaseCgroups(const std::vector<CgroupMembership>& memberships,
                            std::chrono::milliseconds timeout);

} // namespace twinvirt::lxc
