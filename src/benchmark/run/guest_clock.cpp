#include "benchmark/run/guest_clock.h"

#include "util/atomic_file.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <thread>
#include <time.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace twinvirt::bench {

#if defined(__x86_64__)

namespace {

double nanoseconds() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

struct ClockPair {
    double nanoseconds = 0;
    std::uint64_t ticks = 0;
};

/// Both clocks at one moment: the pair, of many, that was read the fastest, so the one that nothing
/// came in between.
ClockPair readBoth() {
    constexpr int attempts = 50;
    ClockPair pair;
    double shortest = std::numeric_limits<double>::max();
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const double before = nanoseconds();
        const std::uint64_t ticks = __rdtsc();
        const double after = nanoseconds();
        if (after - before < shortest) {
            shortest = after - before;
            pair = {(before + after) / 2, ticks};
        }
    }
    return pair;
}

} // namespace

std::string tscHint() {
    const std::string processors = readFile("/proc/cpuinfo").value_or(std::string());
    if (processors.find(" constant_tsc") == std::string::npos)
        return "";
    const ClockPair begin = readBoth();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const ClockPair end = readBoth();
    const double kiloHertz =
        static_cast<double>(end.ticks - begin.ticks) / (end.nanoseconds - begin.nanoseconds) * 1e6;
    return "tsc_early_khz=" + std::to_string(static_cast<std::uint64_t>(kiloHertz));
}

#else

std::string tscHint() {
    return "";
}

#endif

} // namespace twinvirt::bench
