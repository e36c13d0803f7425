#pragma once

#include "benchmark/report/start_profile.h"
#include "benchmark/report/svg.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

// The result of a chart is a scenarioView: it has one scenario.

/// Each chart exists for a wide page and for a telephone; the page shows the one that fits.
enum class Layout { wide, compact };

/// The number of the arm's colour: classes "a0" (stroke) and "f0" (fill), "s0" on the page.
std::string colourOf(const BenchmarkResult& result, const std::string& arm);
/// "tcg" for an emulated arm (drawn dashed), else "".
std::string emulationClass(const BenchmarkResult& result, const std::string& arm);

/// Every ratio with its interval on a logarithmic axis, the band of equivalence behind it, its
/// figures and its verdict beside it, and a grey tick where a publication found another ratio.
Svg drawForest(const BenchmarkResult& result, const Analysis& analysis, Layout layout);

/// Values of one metric as dots, of more than `dots` an even choice, with box (quartiles), whiskers
/// (p5-p95) and median.
Svg drawDistribution(const BenchmarkResult& result, const MetricAnalysis& metric,
                     std::size_t dots = 40);

/// The share of values below each value, a stair for each arm, on the axis of drawDistribution.
Svg drawEcdf(const BenchmarkResult& result, const MetricAnalysis& metric, std::size_t steps = 40);

enum class SeriesOf { usedMemory, cpuBusy, load };
/// One panel for each arm: `rounds` rounds as thin lines from the start of its block, the round of
/// median duration in bold, its boots as dashed lines.
Svg drawTimeSeries(const BenchmarkResult& result, SeriesOf series, Layout layout,
                   std::size_t rounds = 10);

enum class OverInstances { hostMemory, processMemory, readyTime };
/// Memory over the number of instances that are up, or the time to ready, with what one more costs.
Svg drawOverInstances(const BenchmarkResult& result, const Analysis& analysis, OverInstances what);

/// The starts of all arms on one axis of time: for each arm its phases as one bar and its longest
/// steps one below the other. Logarithmic where the arms lie so far apart that the shorter ones
/// would not be seen. There is an arm that booted.
Svg drawWaterfall(const std::vector<StartProfile>& profiles, Layout layout);

} // namespace twinvirt::bench
