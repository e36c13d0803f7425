#pragma once

#include "benchmark/measure/noise_reader.h"
#include "benchmark/statistics/bootstrap.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

/// The limits of what a measurement may have been disturbed by. A value *above* its limit fires the
/// gate: the result stays as it is, its verdict is withheld. A clock source that changes has no
/// limit.
struct Gates {
    double steal = 0.01;  ///< part of the run's CPU time that the hypervisor below gave to others
    double pressure = 10; ///< percent of the last 10 s in which a task waited, before the run
    double loadPerCpu = 0.5;         ///< 1-minute load before the run
    std::uint64_t swapIn = 0;        ///< pages read back from swap during the run
    double severeOutliers = 0.1;     ///< part of the values, see outliers.h
    std::optional<double> drift;     ///< part of the median, see drift.h; absent: the equivalence
    double clockDisagreement = 0.01; ///< part by which a guest's clock and the host's differ

    bool operator==(const Gates&) const = default;
};

/// What a run was exposed to; what is absent fires nothing.
struct RunNoise {
    NoiseReading before;
    NoiseWindow window; ///< from the first measured round to the end of the last

    bool operator==(const RunNoise&) const = default;
};

/// What one arm's values of one metric say of the noise.
struct MetricNoise {
    std::string subject; ///< for the sentence: "boot time of the OS container"
    std::optional<double> severeOutlierFraction;
    std::optional<Interval> relativeDrift;
    /// Ratio of the baseline to itself, measured twice (the A/A control).
    std::optional<Interval> control;
    /// |elapsed in the guest / elapsed on the host - 1|.
    std::optional<double> clockDisagreement;
    double equivalence = 0.05;
};

enum class Gate {
    steal,
    cpuPressure,
    memoryPressure,
    ioPressure,
    load,
    swapIn,
    clockSource,
    clockDisagreement,
    severeOutliers,
    drift,
    controlBias, ///< the whole A/A interval lies outside the equivalence
};
/// "steal", "cpu-pressure", …: the id in result.json.
std::string_view gateId(Gate gate);

struct FiredGate {
    Gate gate = Gate::steal;
    double measured = 0;  ///< in the unit of the limit; of controlBias the ratio
    double limit = 0;     ///< of controlBias 1
    std::string sentence; ///< what was found, and what to do about it

    bool operator==(const FiredGate&) const = default;
};

/// Of the whole run: no verdict of it holds.
std::vector<FiredGate> gatesOfRun(const Gates& gates, const RunNoise& noise);
/// Of one metric and arm: the verdicts that it takes part in do not hold. A drift fires when it is
/// larger than the limit and its interval does not hold 0: over few rounds chance alone makes a
/// slope.
std::vector<FiredGate> gatesOfMetric(const Gates& gates, const MetricNoise& noise);

} // namespace twinvirt::bench
