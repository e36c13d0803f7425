#pragma once

#include "benchmark/report/axis.h"
#include "benchmark/result/analysis.h"

#include <vector>

namespace twinvirt::bench {

/// An axis of all values of a metric, from the pixel `left` to `right`: logarithmic where the arms
/// lie so far apart that all of them would be thin lines on a linear one. There is an arm.
Axis valueAxis(const MetricAnalysis& metric, double left, double right);

/// The values of all rounds in ascending order; of more than `most` an even choice with both ends,
/// so that a picture of many rounds stays small.
std::vector<double> drawnValues(const RoundValues& rounds, std::size_t most);

} // namespace twinvirt::bench
