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

/// The file with the bytes in use: memory.usage_in_bytes or memory.current; empty when there is
/// none.
std::string memoryFile(const std::vector<CgroupMembership>& memberships);
/// Bytes in use.
std::optional<std::uint64_t> readMemoryUsage(const std::vector<CgroupMembership>& memberships);
/// The limit in bytes: memory.limit_in_bytes or memory.max; nullopt when there is none.
std::optional<std::uint64_t> readMemoryLimit(const std::vector<CgroupMembership>& memberships);

/// Every process in the container's cgroup and those below it.
std::vector<pid_t> processesOf(const std::vector<CgroupMembership>& memberships);

} // namespace twinvirt::lxc
