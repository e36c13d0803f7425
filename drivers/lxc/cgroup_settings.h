#pragma once

#include "lxc/launch_spec.h"
#include "lxc/resource_limits.h"

#include <map>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// What is written into which files, by controller.
using CgroupSettings = std::map<std::string, std::vector<CgroupSetting>>;

/// The limits in the words of v1 and of v2. v1 has no cpuset without its NUMA nodes: `onlineNodes`
/// are taken where the definition names none.
CgroupSettings settingsOfV1(const ResourceLimits& limits, const std::string& onlineNodes);
CgroupSettings settingsOfV2(const ResourceLimits& limits);

/// What takes a setting back while the container runs: the value that the kernel gives a new
/// cgroup. For a list of CPUs or nodes it is empty, which v1 refuses: write the parent's there.
std::string unlimitedValue(const CgroupSetting& setting);

/// cpu.weight (1..10000, default 100) for cpu.shares (2..262144, default 1024): proportional, so
/// that the two defaults meet. And back, for what the user is shown.
std::uint64_t weightOfShares(std::uint64_t shares);
std::uint64_t sharesOfWeight(std::uint64_t weight);

} // namespace twinvirt::lxc
