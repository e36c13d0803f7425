#include "benchmark/result/gates.h"

#include "benchmark/result/sentences.h"
#include "benchmark/statistics/verdict.h"

#include <array>
#include <cmath>
#include <utility>

namespace twinvirt::bench {

std::string_view gateId(Gate gate) {
    static constexpr std::array<std::pair<Gate, std::string_view>, 15> ids{{
        {Gate::steal, "steal"},
        {Gate::cpuPressure, "cpu-pressure"},
        {Gate::memoryPressure, "memory-pressure"},
        {Gate::ioPressure, "io-pressure"},
        {Gate::load, "load"},
        {Gate::swapIn, "swap-in"},
        {Gate::clockSource, "clock-source"},
        {Gate::clockDisagreement, "clock-disagreement"},
        {Gate::severeOutliers, "severe-outliers"},
        {Gate::drift, "drift"},
        {Gate::frequency, "frequency"},
        {Gate::guestSteal, "guest-steal"},
        {Gate::shortOperation, "short-operation"},
        {Gate::onTimeout, "on-timeout"},
        {Gate::controlBias, "control-bias"},
    }};
    for (const auto& [known, id] : ids)
        if (known == gate)
            return id;
    return "";
}

namespace {

std::string percent(double fraction) {
    return formatPercent(fraction) + " %";
}

/// Gathers the gates whose value is above their limit.
class Firing {
  public:
    template <typename Sentence>
    void above(Gate gate, std::optional<double> measured, double limit, Sentence sentence) {
        if (measured && *measured > limit)
            fired_.push_back({gate, *measured, limit, sentence(*measured)});
    }
    void fire(FiredGate gate) { fired_.push_back(std::move(gate)); }
    std::vector<FiredGate> take() { return std::move(fired_); }

  private:
    std::vector<FiredGate> fired_;
};

void judgePressure(Firing& firing, Gate gate, const std::optional<double>& measured, double limit,
                   const std::string& resource) {
    firing.above(gate, measured, limit, [&](double value) {
        return "In the 10 seconds before the run tasks waited for " + resource + " for " +
               percent(value / 100) + " of the time (limit " + percent(limit / 100) +
               "): something else kept the host busy. Stop it, or wait for its end, and run again.";
    });
}

void judgeHostBefore(Firing& firing, const Gates& gates, const NoiseReading& before) {
    judgePressure(firing, Gate::cpuPressure, before.cpuPressure, gates.pressure, "a CPU");
    judgePressure(firing, Gate::memoryPressure, before.memoryPressure, gates.pressure, "memory");
    judgePressure(firing, Gate::ioPressure, before.ioPressure, gates.pressure, "I/O");
    firing.above(Gate::load, before.loadPerCpu(), gates.loadPerCpu, [&](double load) {
        return "Before the run the load was " + formatValue(load) + " for each CPU (limit " +
               formatRatio(gates.loadPerCpu) +
               "): something else kept the host busy. Stop it, wait a minute and run again.";
    });
}

void judgeWindow(Firing& firing, const Gates& gates, const NoiseWindow& window) {
    firing.above(Gate::steal, window.stealFraction, gates.steal, [&](double steal) {
        return "The hypervisor below this host gave " + percent(steal) +
               " of its CPU time to others during the run (limit " + percent(gates.steal) +
               "). Measure on hardware of its own, on a host with dedicated CPUs, or at a quieter "
               "time.";
    });
    std::optional<double> swapped;
    if (window.pagesSwappedIn)
        swapped = static_cast<double>(*window.pagesSwappedIn);
    firing.above(Gate::swapIn, swapped, static_cast<double>(gates.swapIn), [&](double) {
        return std::to_string(*window.pagesSwappedIn) +
               " pages came back from swap during the run (limit " + std::to_string(gates.swapIn) +
               "): waiting for a disk was measured. Free memory, use fewer instances, or run "
               "'swapoff -a'.";
    });
    if (window.clockSourceChanged.value_or(false))
        firing.fire(
            {Gate::clockSource, 1, 0,
             "The kernel changed its clock source during the run, because the old one was "
             "unstable (dmesg says more): times before and after cannot be compared. Choose "
             "a stable one with the kernel parameter clocksource= and run again."});
}

bool holds(const Interval& interval, double value) {
    return interval.low <= value && value <= interval.high;
}

void judgeFrequency(Firing& firing, const Gates& gates, const RunNoise& noise) {
    if (!noise.frequencyDrift || holds(*noise.frequencyDrift, 0))
        return;
    const double drift = noise.frequencyDrift->estimate;
    firing.above(Gate::frequency, std::abs(drift), gates.frequency, [&](double size) {
        return "From the first round to the last the frequency of the CPU went " +
               std::string(drift > 0 ? "up" : "down") + " by " + percent(size) + " (limit " +
               percent(gates.frequency) +
               "): later rounds ran on another CPU, as it were. Set a fixed frequency with 'bench "
               "doctor --tune', let the host cool down, and run again.";
    });
}

} // namespace

std::vector<FiredGate> gatesOfRun(const Gates& gates, const RunNoise& noise) {
    Firing firing;
    judgeHostBefore(firing, gates, noise.before);
    judgeWindow(firing, gates, noise.window);
    judgeFrequency(firing, gates, noise);
    return firing.take();
}

namespace {

void judgeClock(Firing& firing, const Gates& gates, const MetricNoise& noise) {
    firing.above(
        Gate::clockDisagreement, noise.clockDisagreement, gates.clockDisagreement,
        [&](double part) {
            return "The clock of the " + noise.arm + " and that of the host disagree by " +
                   percent(part) + " over the same time (limit " +
                   percent(gates.clockDisagreement) +
                   "): times that the guest took are not those of the host. Give the guest "
                   "kvm-clock "
                   "or tsc, do not emulate it, or use figures that are taken from the host.";
        });
}

void judgeDrift(Firing& firing, const Gates& gates, const MetricNoise& noise) {
    if (!noise.relativeDrift || holds(*noise.relativeDrift, 0))
        return;
    const double limit = gates.drift.value_or(noise.equivalence);
    const double drift = noise.relativeDrift->estimate;
    firing.above(Gate::drift, std::abs(drift), limit, [&](double size) {
        return "From the first round to the last the " + noise.subject + " went " +
               (drift > 0 ? "up" : "down") + " by " + percent(size) + " (limit " + percent(limit) +
               "): the rounds do not measure the same thing. Add warm-up rounds, look for a CPU "
               "that grows hot or a cache that fills, and run again.";
    });
}

void judgeGuestSteal(Firing& firing, const Gates& gates, const MetricNoise& noise) {
    firing.above(Gate::guestSteal, noise.guestSteal, gates.steal, [&](double steal) {
        return "While its kernels ran, " + percent(steal) + " of the CPU time of the " + noise.arm +
               " went to others by its own count (limit " + percent(gates.steal) +
               "): the host had no CPU for it. Give it fewer or pinned CPUs, stop what else runs, "
               "and run again.";
    });
}

/// Below, not above: the shorter, the more of it is the clock and the call.
void judgeLength(Firing& firing, const Gates& gates, const MetricNoise& noise) {
    if (!noise.operationMs || *noise.operationMs >= gates.shortestMs)
        return;
    firing.fire({Gate::shortOperation, *noise.operationMs, gates.shortestMs,
                 "The " + noise.subject + " is " + formatValue(*noise.operationMs) +
                     " ms (at least " + formatValue(gates.shortestMs) +
                     " ms are needed of what is timed by itself): calling and scheduling are no "
                     "longer small beside it. Read it as an order of magnitude."});
}

void judgeTimeout(Firing& firing, const MetricNoise& noise) {
    if (!noise.onTimeout)
        return;
    const OnTimeout& found = *noise.onTimeout;
    const std::string where = found.step.empty() ? "" : "the step '" + found.step + "' in ";
    firing.fire({Gate::onTimeout, found.part, 0.5,
                 percent(found.part) + " of the values of " + where + "the " + noise.subject +
                     " lie within 1 % of " + formatValue(found.seconds) + " s, which is how long " +
                     found.what +
                     " is waited for: a timeout may have been measured. Look into the log of "
                     "the instance for what did not answer."});
}

/// A control that is only wide costs no verdict: the band of equal is then as wide (analysis.h).
void judgeControl(Firing& firing, const MetricNoise& noise) {
    if (!noise.control)
        return;
    const Interval& control = *noise.control;
    const Verdict verdict = verdictOf(control, {noise.equivalence});
    if (verdict != Verdict::faster && verdict != Verdict::slower)
        return;
    firing.fire({Gate::controlBias, control.estimate, 1,
                 "The " + noise.subject + " was compared with itself and found to be different: " +
                     formatRatio(control.estimate) + " " + formatInterval(control) +
                     " lies outside ± " + percent(noise.equivalence) +
                     ". Something other than the arms makes a difference: find it before any other "
                     "ratio is believed, and run again."});
}

} // namespace

std::vector<FiredGate> gatesOfMetric(const Gates& gates, const MetricNoise& noise) {
    Firing firing;
    firing.above(
        Gate::severeOutliers, noise.severeOutlierFraction, gates.severeOutliers, [&](double part) {
            return percent(part) + " of the values of the " + noise.subject +
                   " lie more than three interquartile ranges outside the quartiles (limit " +
                   percent(gates.severeOutliers) +
                   "): something disturbed single values. Look for timers and other work "
                   "on the host with 'bench doctor', and run again.";
        });
    judgeDrift(firing, gates, noise);
    judgeControl(firing, noise);
    judgeClock(firing, gates, noise);
    judgeGuestSteal(firing, gates, noise);
    judgeLength(firing, gates, noise);
    judgeTimeout(firing, noise);
    return firing.take();
}

} // namespace twinvirt::bench
