#pragma once

#include "benchmark/result/arm_pairs.h"
#include "benchmark/result/metrics.h"
#include "benchmark/result/result.h"
#include "benchmark/statistics/bootstrap.h"
#include "benchmark/statistics/summary.h"
#include "benchmark/statistics/verdict.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// One metric of one arm, all measured rounds.
struct ArmFigure {
    std::string arm;
    RoundValues rounds;
    Summary summary;
    std::vector<FiredGate> gates; ///< what disturbed it: no verdict with it holds
};

/// One arm against another.
struct Comparison {
    std::string arm;
    std::string reference;
    std::size_t rounds = 0;        ///< in which both have a value
    std::optional<Interval> ratio; ///< absent: a value is missing or not positive
    Verdict verdict = Verdict::unclear;
    bool emulated = false;                   ///< an arm ran under TCG and is not allowed a verdict
    std::vector<Gate> withheldBy;            ///< gates of the run and of both arms: no verdict
    std::optional<std::size_t> roundsNeeded; ///< of an unclear verdict

    /// False: the ratio stands, and nothing follows from it.
    [[nodiscard]] bool hasVerdict() const { return ratio && !emulated && withheldBy.empty(); }
    std::string sentence;
};

struct MetricAnalysis {
    std::string scenario;
    const Metric* metric = nullptr;
    bool headline = false; ///< its sentences stand at the top
    Pairing pairing = Pairing::everyOther;
    /// The reference against itself, where the design has a control: what the host makes of no
    /// difference at all.
    std::optional<Interval> control;
    /// The width of the band of equal: the design's, or the control's where that is wider.
    double equivalence = 0;
    std::vector<ArmFigure> arms; ///< those that have values, in the order of the specification
    std::vector<Comparison> comparisons;
};

/// nullptr: these two are not compared.
const Comparison* findComparison(const MetricAnalysis& metric, const std::string& arm,
                                 const std::string& reference);
/// The comparison with the first arm of the metric; nullptr of that arm itself.
const Comparison* comparisonToBaseline(const MetricAnalysis& metric, const std::string& arm);

/// What one more instance costs, with the interval over rounds.
struct InstanceCost {
    std::string scenario;
    std::string arm;
    std::optional<Interval> usedMib;
    std::optional<Interval> pssMib;
    std::optional<Interval> readyMs; ///< only of a scenario that asks how this grows
};

/// All kernels of a scenario in one ratio: their geometric mean. A mean of figures of one kind
/// only; there is none over boots, memory and kernels.
struct ScenarioMean {
    std::string scenario;
    std::size_t metrics = 0; ///< that both arms have
    Comparison comparison;   ///< with its sentence; withheld only where the whole run is
};

struct Analysis {
    std::size_t rounds = 0;              ///< that the figures are made from
    std::vector<FiredGate> gates;        ///< of the whole run: none of its verdicts holds
    std::vector<MetricAnalysis> metrics; ///< scenario by scenario
    std::vector<InstanceCost> instanceCosts;
    std::vector<ScenarioMean> means;

    /// To begin with: the comparisons of the headline metrics, of a ladder those with the arm
    /// before, and of the means. They live as long as the analysis.
    [[nodiscard]] std::vector<const Comparison*> headlines() const;
};

/// What of it belongs to one scenario.
Analysis scenarioView(const Analysis& analysis, const Scenario& scenario);

/// headlines: only the comparisons that headlines() gives, without controls and gates; the others
/// have no ratio.
enum class Depth { all, headlines };

/// A pure function of the result: the resampling is seeded with the seed of the run, so that a
/// report made again later has the same figures. Which arms are compared: arm_pairs.h.
Analysis analyse(const BenchmarkResult& result, std::size_t resamples = 10000,
                 Depth depth = Depth::all);

/// How wide the widest interval is that a reader looks at first (headlines), from end to end, as a
/// part of its ratio: 0.05 of [1.00, 1.05]. Ratios of emulated arms, from which no verdict follows,
/// are left out. nullopt when none remains.
std::optional<double> widestInterval(const BenchmarkResult& result, std::size_t resamples = 1000);

} // namespace twinvirt::bench
