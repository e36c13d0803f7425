#pragma once

#include "benchmark/result/gates.h"
#include "benchmark/result/metrics.h"
#include "benchmark/result/result.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// Whether each value of the metric is one wait for one thing that the host timed (a boot, a
/// deletion), not a batch and no part of anything.
bool isTimedByItself(const Metric& metric);

/// Whether more than half of the values of such a metric, or of one step of the arm's boots, lie
/// within 1 % of where one of our own waits ends. What waits for a thing that never comes takes
/// exactly so long, and looks like a figure: the soft reboots of Russell 2014 took 124 s, 120 of
/// them a timeout. nullopt when there is none, or fewer than four values.
std::optional<OnTimeout> findTimeout(const Metric& metric, const std::string& arm,
                                     const std::vector<double>& values, const Scenario& scenario,
                                     const std::vector<const Round*>& rounds);

} // namespace twinvirt::bench
