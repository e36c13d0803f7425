#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

namespace twinvirt::lxc {

/// Makes the cgroup of a running container in a v1 hierarchy that it has not joined, and moves all
/// its processes there; they are those in `home` and below it. What they start meanwhile follows.
Result<void> joinCgroup(const CgroupMembership& cgroup, const CgroupMembership& home);

} // namespace twinvirt::lxc
