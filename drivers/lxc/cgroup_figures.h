#pragma once

#include "lxc/launch_spec.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// Figures of the container's cgroups, as the kernel's files say them.
struct CpuFigures {
    std::chrono::nanoseconds total{};
    std::chrono::nanoseconds user{};
    std::chrono::nanoseconds system{};
};

/// cpuacct.usage{,_user,_sys} (v1) or cpu.stat (v2; it needs no controller).
std::optional<CpuFigures> readCpuFigures(const std::vector<CgroupMembership>& memberships);

/// By the host's CPUs, from 0: cpuacct.usage_percpu. Empty on v2, which does not count it.
std::vector<std::chrono::nanoseconds>
readCpuTimeByCpu(const std::vector<CgroupMembership>& memberships);

/// Every process in the container's cgroup and those below it.
std::vector<pid_t> processesOf(const std::vector<CgroupMembership>& memberships);

} // namespace twinvirt::lxc
