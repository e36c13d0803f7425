#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// Makes the container's cgroup with the partitions above it that do not exist yet, turns the
/// needed v2 controllers on, fills an empty v1 cpuset from its parent (or it could not be joined),
/// and writes the settings. resourceBusy when the cgroup exists and somebody is in it.
Result<void> makeCgroup(const CgroupMembership& cgroup);

/// v2: turns on the controllers that the settings need, from the root down to the container, whose
/// cgroup exists.
Result<void> turnOnControllers(const CgroupMembership& cgroup);

/// Removes the container's cgroup with all cgroups below it, then those partitions above it that
/// makeCgroup() made and that are empty now. What is not there is no error; waits up to `timeoutMs`
/// for the kernel to let go of the last tasks.
Result<void> removeCgroup(const CgroupMembership& cgroup, int timeoutMs = 2000);

/// The path of a setting's file. `names` may be alternatives, "blkio.bfq.weight|blkio.weight": the
/// first that this kernel has, the last when it has none.
std::string settingFile(const CgroupMembership& cgroup, const std::string& names);

/// Writes a value to a kernel file; the error names both.
Result<void> writeKernelFile(const std::string& path, const std::string& value);

} // namespace twinvirt::lxc
