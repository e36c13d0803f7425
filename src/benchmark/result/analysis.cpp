#include "benchmark/result/analysis.h"

#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {

static ArmFigure figureOf(const Metric& metric, const std::string& arm,
                          const std::vector<const Round*>& rounds) {
    ArmFigure figure{arm, {}, {}};
    std::vector<double> pooled;
    for (const Round* round : rounds) {
        const Block* block = findBlock(*round, arm);
        figure.rounds.push_back(block == nullptr ? std::vector<double>{} : metric.values(*block));
        pooled.insert(pooled.end(), figure.rounds.back().begin(), figure.rounds.back().end());
    }
    figure.summary = summarize(std::move(pooled));
    return figure;
}

static bool isEmulated(const BenchmarkResult& result, const std::string& arm) {
    const ArmDescription* found = findArm(result, arm);
    return found != nullptr && found->emulated();
}

static Comparison compare(const Metric& metric, const ArmFigure& arm, const ArmFigure& reference,
                          const BenchmarkResult& result, const BootstrapOptions& bootstrap) {
    Comparison comparison;
    comparison.arm = arm.arm;
    comparison.reference = reference.arm;
    comparison.emulated = isEmulated(result, arm.arm) || isEmulated(result, reference.arm);
    comparison.ratio = ratioOfMedians(arm.rounds, reference.rounds, bootstrap);
    if (comparison.ratio && comparison.ratio->low <= 0)
        comparison.ratio.reset();
    if (comparison.ratio) {
        const EquivalenceBand band{result.design.equivalence};
        comparison.verdict = verdictOf(*comparison.ratio, band);
        if (comparison.verdict == Verdict::unclear)
            comparison.roundsNeeded = roundsToDecide(*comparison.ratio, band, arm.rounds.size());
    }
    comparison.sentence = verdictSentence(metric, comparison, arm, reference, result);
    return comparison;
}

/// The arms, the baseline in front: each is compared with those before it.
static std::vector<std::string> armsFromBaseline(const BenchmarkResult& result) {
    std::vector<std::string> names;
    for (const ArmDescription& arm : result.arms)
        names.push_back(arm.name);
    const auto baseline = std::find(names.begin(), names.end(), result.design.baseline);
    if (baseline != names.end())
        std::rotate(names.begin(), baseline, baseline + 1);
    return names;
}

static MetricAnalysis analyseMetric(const Metric& metric, const BenchmarkResult& result,
                                    BootstrapOptions& bootstrap) {
    MetricAnalysis analysis;
    analysis.metric = &metric;
    const auto rounds = measuredRounds(result);
    for (const std::string& arm : armsFromBaseline(result))
        if (ArmFigure figure = figureOf(metric, arm, rounds); figure.summary.count > 0)
            analysis.arms.push_back(std::move(figure));
    for (std::size_t reference = 0; reference < analysis.arms.size(); ++reference)
        for (std::size_t arm = reference + 1; arm < analysis.arms.size(); ++arm) {
            ++bootstrap.seed; // another stream for each ratio
            analysis.comparisons.push_back(
                compare(metric, analysis.arms[arm], analysis.arms[reference], result, bootstrap));
        }
    return analysis;
}

using Line = std::vector<std::pair<double, double>> (*)(const Block&);

static std::optional<Interval> slopeOf(Line line, const std::string& arm,
                                       const std::vector<const Round*>& rounds,
                                       BootstrapOptions& bootstrap) {
    std::vector<double> slopes;
    for (const Round* round : rounds) {
        const Block* block = findBlock(*round, arm);
        if (block == nullptr)
            continue;
        std::vector<Point> points;
        for (const auto& [instances, mib] : line(*block))
            points.push_back({instances, mib});
        if (const auto slope = leastSquaresSlope(points))
            slopes.push_back(*slope);
    }
    ++bootstrap.seed;
    return medianOverRounds(slopes, bootstrap);
}

std::vector<std::string> Analysis::headlines() const {
    std::vector<std::string> sentences;
    for (const MetricAnalysis& metric : metrics)
        if (metric.metric->headline)
            for (const Comparison& comparison : metric.comparisons)
                sentences.push_back(comparison.sentence);
    return sentences;
}

Analysis analyse(const BenchmarkResult& result, std::size_t resamples) {
    BootstrapOptions bootstrap{resamples, 0.95, result.design.seed};
    Analysis analysis;
    const auto rounds = measuredRounds(result);
    analysis.rounds = rounds.size();
    for (const Metric& metric : metrics())
        analysis.metrics.push_back(analyseMetric(metric, result, bootstrap));
    for (const ArmDescription& arm : result.arms)
        analysis.instanceCosts.push_back(
            {arm.name, slopeOf(usedMibOverInstances, arm.name, rounds, bootstrap),
             slopeOf(pssMibOverInstances, arm.name, rounds, bootstrap)});
    return analysis;
}

} // namespace twinvirt::bench
