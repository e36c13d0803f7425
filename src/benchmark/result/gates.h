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
    double steal = 0.01;  ///< part of the run's CPU time that the hypervisor below gave to others;
                          ///< of a guest: what its own kernel counted while its kernels ran
    double pressure = 10; ///< percent of the last 10 s in which a task waited, before the run
    double loadPerCpu = 0.5;         ///< 1-minute load before the run
    std::uint64_t swapIn = 0;        ///< pages read back from swap during the run
    double severeOutliers = 0.1;     ///< part of the values, see outliers.h
    std::optional<double> drift;     ///< part of the median, see drift.h; absent: the equivalence
    double clockDisagreement = 0.01; ///< part by which a guest's clock and the host's differ
    double frequency = 0.05; ///< part by which the CPU's frequency may rise or fall over the rounds
    double shortestMs = 5;   ///< of an operation that is timed by itself

    bool operator==(const Gates&) const = default;
};

/// What a run was exposed to; what is absent fires nothing.
struct RunNoise {
    NoiseReading before;
    NoiseWindow window; ///< from the first measured round to the end of the last
    /// Of the highest frequency of all CPUs, read at the end of each measured round (drift.h).
    std::optional<Interval> frequencyDrift = std::nullopt;

    bool operator==(const RunNoise&) const = default;
};

/// Values that lie where one of our own waits ends.
struct OnTimeout {
    std::string what; ///< that waits so long: "a destroyed container"
    double seconds = 0;
    double part = 0;  ///< of the values, within 1 % of it
    std::string step; ///< of a boot, that they are of; "" for the metric itself
};

/// What one arm's values of one metric say of the noise.
struct MetricNoise {
    std::string subject; ///< for the sentence: "boot time of the OS container"
    std::string arm;     ///< "OS container", for what is of the arm and not of one metric
    std::optional<double> severeOutlierFraction;
    std::optional<Interval> relativeDrift;
    /// Ratio of the baseline to itself, measured twice (the A/A control).
    std::optional<Interval> control;
    /// |elapsed in the guest / elapsed on the host - 1|.
    std::optional<double> clockDisagreement;
    /// Part of the time of the guest's CPUs that its kernel did not get.
    std::optional<double> guestSteal;
    /// Median of an operation that is timed by itself, not in a batch.
    std::optional<double> operationMs;
    std::optional<OnTimeout> onTimeout;
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
    frequency,
    guestSteal,
    shortOperation, ///< the clock and the call around it are no longer small
    onTimeout,      ///< more than half of the values lie where one of our own waits ends
    controlBias,    ///< the whole A/A interval lies outside the equivalence
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
