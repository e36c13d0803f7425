#pragma once

#include "benchmark/report/svg.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"

#include <string>

namespace twinvirt::bench {

// The result of a chart is a scenarioView: it has one scenario.

/// Each chart exists for a wide page and for a telephone; the page shows the one that fits.
enum class Layout { wide, compact };

/// The number of the arm's colour: classes "a0" (stroke) and "f0" (fill), "s0" on the page.
std::string colourOf(const BenchmarkResult& result, const std::string& arm);
/// "tcg" for an emulated arm (drawn dashed), else "".
std::string emulationClass(const BenchmarkResult& result, const std::string& arm);

/// Every ratio with its interval on a logarithmic axis, the band of equivalence behind it, its
/// figures and its verdict beside it.
Svg drawForest(const BenchmarkResult& result, const Analysis& analysis, Layout layout);

/// All values of one metric as dots, with box (quartiles), whiskers (p5-p95) and median.
Svg drawDistribution(const BenchmarkResult& result, const MetricAnalysis& metric);

/// The share of values below each value, a stair for each arm, on the axis of drawDistribution.
Svg drawEcdf(const BenchmarkResult& result, const MetricAnalysis& metric);

enum class SeriesOf { usedMemory, cpuBusy, load };
/// One panel for each arm: every round as a thin line from the start of its block, the round of
/// median duration in bold, its boots as dashed lines.
Svg drawTimeSeries(const BenchmarkResult& result, SeriesOf series, Layout layout);

enum class OverInstances { hostMemory, processMemory, readyTime };
/// Memory over the number of instances that are up, or the time to ready, with what one more costs.
Svg drawOverInstances(const BenchmarkResult& result, const Analysis& analysis, OverInstances what);

/// True when the driver of the arm timed the steps of its starts.
bool hasSteps(const BenchmarkResult& result, const std::string& arm);
/// The steps of a start one below the other: median begin and duration over all boots.
Svg drawWaterfall(const BenchmarkResult& result, const std::string& arm, Layout layout);

} // namespace twinvirt::bench
