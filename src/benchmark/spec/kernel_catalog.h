#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

/// A kernel of the static probe (src/benchmark/probe, `twinvirt-bench-probe list`) as the reports
/// know it. Its figure is always a time for a fixed piece of work, so that less is better.
struct Kernel {
    std::string name;  ///< as the probe calls it: "triad"
    std::string title; ///< "Triad"
    std::string unit;  ///< "ns", "µs", "ms/GB"
    double scale;      ///< nanoseconds for an operation, times this, are the unit
    std::string work;  ///< what takes the time: "moving a gigabyte"
    std::string method;
    bool usesFiles = false;   ///< in a directory, which can be chosen
    bool usesNetwork = false; ///< talks to a peer: only for <network>
    /// The same as a rate, for who thinks in one: this, divided by the figure, in that unit.
    double rate = 0;
    std::string rateUnit = {};
};

/// All of them, in the order of display.
const std::vector<Kernel>& kernelCatalog();
/// nullptr when there is none of that name.
const Kernel* findKernel(std::string_view name);

/// What the probe prints when it takes commands.
inline constexpr const char* probeReadyMarker = "twinvirt: ready";

} // namespace twinvirt::bench
