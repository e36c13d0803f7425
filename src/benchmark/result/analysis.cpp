#include "benchmark/result/analysis.h"

#include "benchmark/result/sentences.h"
#include "benchmark/result/timeouts.h"
#include "benchmark/result/work_figures.h"
#include "benchmark/statistics/drift.h"
#include "benchmark/statistics/geometric_mean.h"
#include "benchmark/statistics/outliers.h"
#include "benchmark/statistics/round_draws.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace twinvirt::bench {

static ArmFigure figureOf(const Metric& metric, const std::string& arm,
                          const std::vector<const Round*>& rounds) {
    ArmFigure figure{arm, {}, {}, {}};
    std::vector<double> pooled;
    for (const Round* round : rounds) {
        const Block* block = findBlock(*round, arm);
        figure.rounds.push_back(block == nullptr ? std::vector<double>{} : metric.values(*block));
        pooled.insert(pooled.end(), figure.rounds.back().begin(), figure.rounds.back().end());
    }
    figure.summary = summarize(std::move(pooled));
    return figure;
}

/// So that no verdict follows.
static bool isEmulated(const BenchmarkResult& result, const std::string& arm) {
    const ArmDescription* found = findArm(result, arm);
    return found != nullptr && found->emulated() && !result.design.allowTcgVerdicts;
}

static void addGates(std::vector<Gate>& gates, const std::vector<FiredGate>& fired) {
    for (const FiredGate& gate : fired)
        if (std::ranges::find(gates, gate.gate) == gates.end())
            gates.push_back(gate.gate);
}

static std::size_t commonRounds(const RoundValues& one, const RoundValues& other) {
    std::size_t rounds = 0;
    for (std::size_t round = 0; round < std::min(one.size(), other.size()); ++round)
        rounds += one[round].empty() || other[round].empty() ? 0 : 1;
    return rounds;
}

/// Which arms, and no figure yet.
static Comparison pairOf(const ArmFigure& arm, const ArmFigure& reference,
                         const BenchmarkResult& result) {
    Comparison comparison;
    comparison.arm = arm.arm;
    comparison.reference = reference.arm;
    comparison.rounds = commonRounds(arm.rounds, reference.rounds);
    comparison.emulated = isEmulated(result, arm.arm) || isEmulated(result, reference.arm);
    return comparison;
}

static Comparison compare(const MetricAnalysis& metric, const ArmFigure& arm,
                          const ArmFigure& reference, const BenchmarkResult& result,
                          const BootstrapOptions& bootstrap) {
    Comparison comparison = pairOf(arm, reference, result);
    addGates(comparison.withheldBy, gatesOfRun(result.design.gates, result.noise));
    addGates(comparison.withheldBy, arm.gates);
    addGates(comparison.withheldBy, reference.gates);
    comparison.ratio = ratioOfMedians(arm.rounds, reference.rounds, bootstrap);
    if (comparison.ratio && comparison.ratio->low <= 0)
        comparison.ratio.reset();
    if (comparison.ratio) {
        const EquivalenceBand band{metric.equivalence};
        comparison.verdict = verdictOf(*comparison.ratio, band);
        if (comparison.verdict == Verdict::unclear)
            comparison.roundsNeeded = roundsToDecide(*comparison.ratio, band, arm.rounds.size());
    }
    comparison.sentence = verdictSentence(metric, comparison, arm, reference, result);
    return comparison;
}

/// The arms, the baseline in front.
static std::vector<std::string> armsFromBaseline(const BenchmarkResult& result) {
    std::vector<std::string> names;
    for (const ArmDescription& arm : result.arms)
        if (arm.controlOf.empty())
            names.push_back(arm.name);
    const auto baseline = std::find(names.begin(), names.end(), result.design.baseline);
    if (baseline != names.end())
        std::rotate(names.begin(), baseline, baseline + 1);
    return names;
}

/// The arm that repeats the reference of this metric; nullptr when the design has none.
static const ArmDescription* controlOf(const BenchmarkResult& result, const std::string& arm) {
    const auto found = std::ranges::find(result.arms, arm, &ArmDescription::controlOf);
    return found == result.arms.end() ? nullptr : &*found;
}

/// How far a ratio of 1 may come out on this host: the farther end of the control's interval.
static double widthOf(const Interval& control) {
    return std::max(control.high, 1 / control.low) - 1;
}

/// How far the arm's clock went from the host's while its kernels ran: the median of the rounds.
/// The host reads its clock when a line of the probe comes: up to 5 ms of each kernel are that.
static std::optional<double> clockDisagreement(const std::string& arm,
                                               const std::vector<const Round*>& rounds) {
    constexpr double ofReading = 5;
    std::vector<double> parts;
    for (const Round* round : rounds) {
        const Block* block = findBlock(*round, arm);
        if (block == nullptr || block->kernels.empty())
            continue;
        double inside = 0;
        double outside = 0;
        for (const KernelRun& run : block->kernels) {
            inside += run.insideMs;
            outside += run.outsideMs;
        }
        const double reading = ofReading * static_cast<double>(block->kernels.size());
        parts.push_back(std::max(0.0, std::abs(inside - outside) - reading) / outside);
    }
    if (parts.empty())
        return std::nullopt;
    return medianInPlace(parts);
}

/// Of all kernels of all rounds: a tick is 10 ms, too coarse for one of them.
static std::optional<double> guestSteal(const std::string& arm,
                                        const std::vector<const Round*>& rounds) {
    std::uint64_t total = 0;
    std::uint64_t stolen = 0;
    for (const Round* round : rounds)
        if (const Block* block = findBlock(*round, arm))
            for (const KernelRun& run : block->kernels) {
                total += run.totalTicks.value_or(0);
                stolen += run.stealTicks.value_or(0);
            }
    if (total == 0)
        return std::nullopt;
    return static_cast<double>(stolen) / static_cast<double>(total);
}

static std::vector<double> pooled(const RoundValues& rounds) {
    std::vector<double> values;
    for (const auto& round : rounds)
        values.insert(values.end(), round.begin(), round.end());
    return values;
}

static std::string subjectOf(const Metric& metric, const std::string& arm) {
    constexpr std::string_view article = "the ";
    return (metric.thing.starts_with(article) ? metric.thing.substr(article.size())
                                              : metric.thing) +
           " of the " + arm;
}

static void judgeNoise(MetricAnalysis& analysis, const BenchmarkResult& result,
                       const std::vector<const Round*>& rounds) {
    for (ArmFigure& figure : analysis.arms) {
        MetricNoise noise;
        noise.arm = armLabel(result, figure.arm);
        noise.subject = subjectOf(*analysis.metric, noise.arm);
        // A single value of eight would be more than a tenth of them.
        const OutlierCounts outliers = countOutliers(pooled(figure.rounds));
        if (outliers.severe > 1)
            noise.severeOutlierFraction = outliers.severeFraction();
        noise.relativeDrift = relativeDrift(figure.rounds);
        noise.clockDisagreement = clockDisagreement(figure.arm, rounds);
        noise.guestSteal = guestSteal(figure.arm, rounds);
        if (isTimedByItself(*analysis.metric)) {
            noise.operationMs = figure.summary.median;
            noise.onTimeout = findTimeout(*analysis.metric, figure.arm, pooled(figure.rounds),
                                          result.scenarios.front(), rounds);
        }
        noise.equivalence = result.design.equivalence;
        if (figure.arm == analysis.arms.front().arm)
            noise.control = analysis.control;
        figure.gates = gatesOfMetric(result.design.gates, noise);
    }
}

static void addControl(MetricAnalysis& analysis, const BenchmarkResult& result,
                       const std::vector<const Round*>& rounds, const BootstrapOptions& bootstrap) {
    const ArmFigure& reference = analysis.arms.front();
    const ArmDescription* control = controlOf(result, reference.arm);
    if (control == nullptr)
        return;
    const ArmFigure again = figureOf(*analysis.metric, control->name, rounds);
    analysis.control = ratioOfMedians(again.rounds, reference.rounds, bootstrap);
    if (analysis.control && analysis.control->low <= 0)
        analysis.control.reset();
    if (analysis.control)
        analysis.equivalence = std::max(analysis.equivalence, widthOf(*analysis.control));
}

static bool isHeadline(const Scenario& scenario, const Metric& metric) {
    const WorkFigures* work = workFiguresOf(scenario);
    return work != nullptr && work->headline != nullptr && work->headline(scenario) == metric.id;
}

/// `result` has one scenario.
static MetricAnalysis analyseMetric(const Metric& metric, const BenchmarkResult& result,
                                    const BootstrapOptions& bootstrap, Depth depth) {
    MetricAnalysis analysis;
    analysis.scenario = result.scenarios.front().name;
    analysis.metric = &metric;
    analysis.headline = metric.headline || isHeadline(result.scenarios.front(), metric);
    analysis.pairing = pairingOf(result.scenarios.front());
    analysis.equivalence = result.design.equivalence;
    const auto rounds = measuredRounds(result);
    for (const std::string& arm : armsFromBaseline(result))
        if (ArmFigure figure = figureOf(metric, arm, rounds); figure.summary.count > 0)
            analysis.arms.push_back(std::move(figure));
    if (analysis.arms.empty())
        return analysis;
    if (depth == Depth::all) {
        addControl(analysis, result, rounds, bootstrap);
        judgeNoise(analysis, result, rounds);
    }
    const bool pairsOnly = depth == Depth::headlines && !metric.headline;
    for (const ArmPair& pair : pairsOf(analysis.arms.size(), analysis.pairing)) {
        const ArmFigure& arm = analysis.arms[pair.arm];
        const ArmFigure& reference = analysis.arms[pair.reference];
        analysis.comparisons.push_back(pairsOnly
                                           ? pairOf(arm, reference, result)
                                           : compare(analysis, arm, reference, result, bootstrap));
    }
    return analysis;
}

using Line = std::vector<std::pair<double, double>> (*)(const Block&);

static std::optional<Interval> slopeOf(Line line, const std::string& arm,
                                       const std::vector<const Round*>& rounds,
                                       const BootstrapOptions& bootstrap) {
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
    return medianOverRounds(slopes, bootstrap);
}

const Comparison* findComparison(const MetricAnalysis& metric, const std::string& arm,
                                 const std::string& reference) {
    const auto found = std::ranges::find_if(metric.comparisons, [&](const Comparison& comparison) {
        return comparison.arm == arm && comparison.reference == reference;
    });
    return found == metric.comparisons.end() ? nullptr : &*found;
}

const Comparison* comparisonToBaseline(const MetricAnalysis& metric, const std::string& arm) {
    return metric.arms.empty() ? nullptr : findComparison(metric, arm, metric.arms.front().arm);
}

/// With the arm just before.
static bool isStep(const MetricAnalysis& metric, const Comparison& comparison) {
    const auto arm = std::ranges::find(metric.arms, comparison.arm, &ArmFigure::arm);
    return arm != metric.arms.end() && arm != metric.arms.begin() &&
           std::prev(arm)->arm == comparison.reference;
}

std::vector<const Comparison*> Analysis::headlines() const {
    std::vector<const Comparison*> comparisons;
    for (const MetricAnalysis& metric : metrics) {
        if (!metric.headline)
            continue;
        for (const Comparison& comparison : metric.comparisons)
            if (metric.pairing != Pairing::ladder || isStep(metric, comparison))
                comparisons.push_back(&comparison);
    }
    for (const ScenarioMean& mean : means)
        comparisons.push_back(&mean.comparison);
    return comparisons;
}

static const ArmFigure* figureOf(const MetricAnalysis& metric, const std::string& arm) {
    const auto found = std::ranges::find(metric.arms, arm, &ArmFigure::arm);
    return found == metric.arms.end() ? nullptr : &*found;
}

/// `metrics` are those of the scenario of `result`.
static ScenarioMean meanOf(const std::vector<const MetricAnalysis*>& metrics,
                           const std::string& arm, const std::string& reference,
                           const BenchmarkResult& result, const BootstrapOptions& bootstrap) {
    ScenarioMean mean;
    mean.scenario = result.scenarios.front().name;
    std::vector<RatioValues> ratios;
    std::size_t rounds = 0;
    for (const MetricAnalysis* metric : metrics) {
        const ArmFigure* one = figureOf(*metric, arm);
        const ArmFigure* other = figureOf(*metric, reference);
        if (one == nullptr || other == nullptr)
            continue;
        ratios.push_back({one->rounds, other->rounds});
        rounds = std::max(rounds, commonRounds(one->rounds, other->rounds));
    }
    mean.metrics = ratios.size();
    Comparison& comparison = mean.comparison;
    comparison.arm = arm;
    comparison.reference = reference;
    comparison.rounds = rounds;
    comparison.emulated = isEmulated(result, arm) || isEmulated(result, reference);
    addGates(comparison.withheldBy, gatesOfRun(result.design.gates, result.noise));
    comparison.ratio = geometricMeanOfRatios(ratios, bootstrap);
    if (comparison.ratio)
        comparison.verdict = verdictOf(*comparison.ratio, {result.design.equivalence});
    comparison.sentence = meanSentence(mean, metrics, result);
    return mean;
}

/// The kernels of a scenario, each pair of arms in one ratio.
static void addMeans(const BenchmarkResult& result, const BootstrapOptions& bootstrap,
                     Analysis& analysis) {
    std::vector<const MetricAnalysis*> metrics;
    for (const MetricAnalysis& metric : analysis.metrics)
        if (metric.scenario == result.scenarios.front().name && metric.arms.size() > 1)
            metrics.push_back(&metric);
    constexpr std::size_t few = 2; // a mean of one figure is that figure
    if (metrics.size() < few)
        return;
    for (const Comparison& pair : metrics.front()->comparisons) {
        analysis.means.push_back(meanOf(metrics, pair.arm, pair.reference, result, bootstrap));
    }
}

static void analyseScenario(const BenchmarkResult& result, const BootstrapOptions& bootstrap,
                            Depth depth, Analysis& analysis) {
    const Scenario& scenario = result.scenarios.front();
    const auto rounds = measuredRounds(result);
    for (const Metric* metric : metricsOf(scenario))
        analysis.metrics.push_back(analyseMetric(*metric, result, bootstrap, depth));
    const WorkFigures* work = workFiguresOf(scenario);
    if (work != nullptr && work->mean)
        addMeans(result, bootstrap, analysis);
    const bool memory = work != nullptr && work->memoryOverInstances;
    const bool ready = showsReadyOverInstances(scenario);
    if (!memory && !ready)
        return;
    if (depth == Depth::headlines)
        return;
    const auto slope = [&](bool wanted, Line line, const std::string& arm) {
        return wanted ? slopeOf(line, arm, rounds, bootstrap) : std::nullopt;
    };
    for (const ArmDescription& arm : result.arms)
        if (arm.controlOf.empty())
            analysis.instanceCosts.push_back({scenario.name, arm.name,
                                              slope(memory, usedMibOverInstances, arm.name),
                                              slope(memory, pssMibOverInstances, arm.name),
                                              slope(ready, readyMsOverInstances, arm.name)});
}

Analysis analyse(const BenchmarkResult& result, std::size_t resamples, Depth depth) {
    // The resamples are drawn once, for all figures: those of a round rise and fall together.
    const BootstrapOptions bootstrap{resamples, 0.95, result.design.seed,
                                     std::make_shared<SharedDraws>()};
    Analysis analysis;
    analysis.rounds = measuredRounds(result).size();
    analysis.gates = gatesOfRun(result.design.gates, result.noise);
    for (const Scenario& scenario : result.scenarios)
        analyseScenario(scenarioView(result, scenario, Controls::keep), bootstrap, depth, analysis);
    return analysis;
}

Analysis scenarioView(const Analysis& analysis, const Scenario& scenario) {
    Analysis view = analysis;
    const auto isAnother = [&](const auto& part) { return part.scenario != scenario.name; };
    std::erase_if(view.metrics, isAnother);
    std::erase_if(view.instanceCosts, isAnother);
    std::erase_if(view.means, isAnother);
    return view;
}

std::optional<double> widestInterval(const BenchmarkResult& result, std::size_t resamples) {
    const Analysis analysis = analyse(result, resamples, Depth::headlines);
    std::optional<double> widest;
    for (const Comparison* comparison : analysis.headlines())
        if (const auto& ratio = comparison->ratio; ratio && !comparison->emulated)
            widest = std::max(widest.value_or(0), (ratio->high - ratio->low) / ratio->estimate);
    return widest;
}

} // namespace twinvirt::bench
