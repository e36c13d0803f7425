#pragma once

#include "lxc/launch_spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// What memory.stat says of the container and everything below it; bytes, except the faults.
struct MemoryFigures {
    std::uint64_t used = 0;             ///< memory.usage_in_bytes or memory.current
    std::optional<std::uint64_t> limit; ///< memory.limit_in_bytes or memory.max
    std::uint64_t diskCaches = 0;       ///< `cache` (v1), `file` (v2)
    std::uint64_t inactiveFile = 0;     ///< of the caches, what is given up first
    std::uint64_t activeFile = 0;
    std::uint64_t faults = 0; ///< minor and major
    std::uint64_t majorFaults = 0;
    /// Swapped in and out since the start; v1 does not count it.
    std::optional<std::uint64_t> swapIn;
    std::optional<std::uint64_t> swapOut;
};

/// nullopt when the container has no memory cgroup.
std::optional<MemoryFigures> readMemoryFigures(const std::vector<CgroupMembership>& memberships);

/// The file with the bytes in use: memory.usage_in_bytes or memory.current; empty when there is
/// none.
std::string memoryFile(const std::vector<CgroupMembership>& memberships);
/// Bytes in use.
std::optional<std::uint64_t> readMemoryUsage(const std::vector<CgroupMembership>& memberships);
/// The limit in bytes; nullopt when there is none.
std::optional<std::uint64_t> readMemoryLimit(const std::vector<CgroupMembership>& memberships);

} // namespace twinvirt::lxc
