#pragma once

#include "benchmark/result/analysis.h"

#include <string>

namespace twinvirt::bench {

/// A value for people: three significant digits, at least one decimal below 100 ("17.1", "0.082",
/// "1840").
std::string formatValue(double value);
/// " (12500 1/s)": the value as the rate that the metric has; empty when it has none.
std::string rateText(const Metric& metric, double value);
/// "5" of 0.05
std::string formatPercent(double fraction);
/// "1.23", "94.2", "0.081"
std::string formatRatio(double ratio);
/// "[1.20, 1.26]"
std::string formatInterval(const Interval& interval);
/// "virtual machine (tcg)": an emulated arm carries the label wherever a figure of it stands.
std::string armLabel(const ArmDescription& arm);
/// The same of the arm of that name; the name itself where the result does not describe it.
std::string armLabel(const BenchmarkResult& result, const std::string& name);
/// The verdict for a table, in the metric's words ("slower", "more", "equal"); of an emulated arm
/// "withheld (tcg)", of no ratio "not comparable".
std::string verdictLabel(const Metric& metric, const Comparison& comparison);
/// "3 instances at a time; 16 kernels of the probe"
std::string scenariosText(const BenchmarkResult& result);
/// "Time to ready"; of several scenarios "Serial boot: Time to ready".
std::string metricTitle(const BenchmarkResult& result, const MetricAnalysis& metric);
/// What the repeated arm of control='aa' says of the figures; "" without one.
std::string controlNote(const BenchmarkResult& result, const Analysis& analysis);
/// "Serial boot: 3 instances at a time, 8 rounds, ratios of medians with 95 % intervals"
std::string headingOf(const BenchmarkResult& result, const Analysis& analysis);
/// What a reader has to be warned of: rounds of a run that went on though its host differs; ""
/// otherwise.
std::string mixedWarning(const BenchmarkResult& result);
/// The gates that fired: those of the whole run first.
std::vector<std::string> gateSentences(const BenchmarkResult& result, const Analysis& analysis);
/// The value of a line of BenchmarkResult::host; empty when there is none.
std::string hostFact(const BenchmarkResult& result, std::string_view name);
/// The verdict as a sentence. Of an emulated arm it says first that it is none about a machine.
std::string verdictSentence(const MetricAnalysis& analysis, const Comparison& comparison,
                            const ArmFigure& arm, const ArmFigure& reference,
                            const BenchmarkResult& result);

/// "Over 16 kernels the container took 1.04 × the time of the host (geometric mean, …): equal …",
/// with the kernels that lie farthest apart.
std::string meanSentence(const ScenarioMean& mean,
                         const std::vector<const MetricAnalysis*>& metrics,
                         const BenchmarkResult& result);

/// A warning when there are so few rounds that the intervals do not hold what they promise (over 3
/// rounds a nominal 95 % covers about 75 %), of the run or, where not every arm takes part in each
/// round, of some pairs; "" from 5 rounds on.
std::string fewRoundsWarning(const BenchmarkResult& result, const Analysis& analysis);

/// Why some ratios are missing ("not comparable"), and what to look at instead; "" when none is.
std::string notComparableNote(const Analysis& analysis);

} // namespace twinvirt::bench
