#pragma once

#include <cstdint>
#include <ctime>

namespace twinvirt::bench::probe {

/// CLOCK_MONOTONIC, in nanoseconds.
inline std::uint64_t nanosecondsNow() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
           static_cast<std::uint64_t>(now.tv_nsec);
}

} // namespace twinvirt::bench::probe
