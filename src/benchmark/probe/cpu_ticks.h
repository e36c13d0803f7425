#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace twinvirt::bench::probe {

/// The time of all CPUs since the kernel booted, and what of it a hypervisor gave to others, in
/// ticks of 10 ms (man 5 proc).
struct CpuTicks {
    std::uint64_t total = 0;
    std::uint64_t steal = 0;
};

/// Of the first line of /proc/stat; nullopt of any other text, and where there is no steal.
std::optional<CpuTicks> parseCpuTicks(std::string_view line);
/// Reads it; nullopt where there is no /proc.
std::optional<CpuTicks> readCpuTicks();

} // namespace twinvirt::bench::probe
