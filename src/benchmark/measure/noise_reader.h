#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// What disturbs a measurement on this host, at one moment. What this kernel does not tell is
/// absent, never zero.
struct NoiseReading {
    /// Of all CPUs since the host booted, in ticks, from /proc/stat: what the hypervisor below this
    /// host gave to others while it wanted to run, and everything there was.
    std::optional<std::uint64_t> stealTicks;
    std::optional<std::uint64_t> totalTicks;
    /// Percent of the last 10 seconds in which some task waited for it
    /// (Documentation/accounting/psi).
    std::optional<double> cpuPressure;
    std::optional<double> memoryPressure;
    std::optional<double> ioPressure;
    std::optional<std::uint64_t> pagesSwappedIn; ///< since the host booted
    std::optional<double> load1;
    std::optional<unsigned> cpus; ///< online
    std::optional<std::string> clockSource;
    std::optional<double> megahertz; ///< the highest of all CPUs now

    /// Load of each CPU.
    [[nodiscard]] std::optional<double> loadPerCpu() const;
    bool operator==(const NoiseReading&) const = default;
};

/// Reads procRoot and sysRoot, which are /proc and /sys but in tests. Takes about 0.15 ms on a host
/// of two CPUs.
NoiseReading readNoise(const std::string& procRoot, const std::string& sysRoot);

/// What happened between two readings; absent where either of them does not tell.
struct NoiseWindow {
    std::optional<double> stealFraction;     ///< of the time of all CPUs, 0 to 1
    std::optional<std::uint64_t> totalTicks; ///< that time
    std::optional<std::uint64_t> pagesSwappedIn;
    std::optional<bool> clockSourceChanged;
    std::optional<double> megahertzRatio; ///< after / before
    std::optional<double> megahertz;      ///< at its end

    bool operator==(const NoiseWindow&) const = default;
};

/// A counter that went back (a CPU taken offline takes its ticks along) tells nothing: absent.
NoiseWindow differenceOf(const NoiseReading& before, const NoiseReading& after);

/// Windows that follow each other as one: the steal of each weighs as much as its time.
NoiseWindow joined(const std::vector<NoiseWindow>& windows);

} // namespace twinvirt::bench
