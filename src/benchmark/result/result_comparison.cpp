#include "benchmark/result/result_comparison.h"

#include "benchmark/result/sentences.h"
#include "benchmark/statistics/multiple.h"
#include "benchmark/statistics/round_draws.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace twinvirt::bench {

namespace {

RoundValues valuesOf(const BenchmarkResult& result, const Metric& metric, const std::string& arm) {
    RoundValues values;
    for (const Round* round : measuredRounds(result)) {
        const Block* block = findBlock(*round, arm);
        values.push_back(block == nullptr ? std::vector<double>{} : metric.values(*block));
    }
    return values;
}

Summary summaryOf(const RoundValues& values) {
    std::vector<double> pooled;
    for (const auto& round : values)
        pooled.insert(pooled.end(), round.begin(), round.end());
    return summarize(std::move(pooled));
}

/// Where no verdict follows from it.
bool isEmulated(const BenchmarkResult& result, const std::string& name) {
    const ArmDescription* arm = findArm(result, name);
    return arm != nullptr && arm->emulated() && !result.design.allowTcgVerdicts;
}

ArmChange changeOf(const BenchmarkResult& before, const BenchmarkResult& after,
                   const Metric& metric, const std::string& arm, const BootstrapOptions& bootstrap,
                   std::optional<double> limit) {
    ArmChange change;
    change.scenario = after.scenarios.front().name;
    change.metric = &metric;
    change.arm = arm;
    const auto old = valuesOf(before, metric, arm);
    const auto now = valuesOf(after, metric, arm);
    change.before = summaryOf(old);
    change.after = summaryOf(now);
    change.emulated = isEmulated(before, arm) || isEmulated(after, arm);
    const auto found = distributionOfIndependentMedians(now, old, bootstrap);
    if (!found)
        return change;
    const Interval ratio = found->interval(bootstrap.confidence);
    if (ratio.low <= 0)
        return change;
    change.ratio = ratio;
    if (limit)
        change.probabilityWithinLimit = found->probabilityAtMost(*limit);
    change.verdict = verdictOf(ratio, {after.design.equivalence});
    return change;
}

void addDifference(std::vector<std::string>& differences, const std::string& what,
                   const std::string& before, const std::string& after) {
    if (before != after)
        differences.push_back(what + ": '" + before + "' before, '" + after + "' after");
}

/// Of files that both runs had: one without digests says nothing.
void addDigests(std::vector<std::string>& differences, const BenchmarkResult& before,
                const BenchmarkResult& after) {
    constexpr std::size_t enough = 19; // "sha256:" and twelve digits
    for (const auto& [what, digest] : before.digests)
        for (const auto& [other, now] : after.digests)
            if (other == what)
                addDifference(differences, "file '" + what + "'", digest.substr(0, enough),
                              now.substr(0, enough));
}

Result<void> requireComparable(const BenchmarkResult& before, const BenchmarkResult& after) {
    for (const BenchmarkResult* result : {&before, &after})
        if (measuredRounds(*result).empty())
            return Error{ErrorCode::configUnsupported,
                         "run " + result->runId + " (" + result->started +
                             ") has no complete round: there is nothing to compare"};
    const bool common = std::ranges::any_of(before.arms, [&](const ArmDescription& arm) {
        return findArm(after, arm.name) != nullptr;
    });
    if (!common)
        return Error{ErrorCode::configUnsupported, "the two runs have no arm in common"};
    return {};
}

/// Of results that have one scenario.
void addChanges(const BenchmarkResult& before, const BenchmarkResult& after,
                const std::vector<std::string>& only, const BootstrapOptions& bootstrap,
                std::optional<double> limit, std::vector<ArmChange>& changes) {
    for (const Metric* metric : metricsOf(after.scenarios.front())) {
        if (!only.empty() && std::ranges::find(only, metric->id) == only.end())
            continue;
        for (const ArmDescription& arm : after.arms) {
            if (findArm(before, arm.name) == nullptr)
                continue;
            auto change = changeOf(before, after, *metric, arm.name, bootstrap, limit);
            if (change.before.count > 0 && change.after.count > 0)
                changes.push_back(std::move(change));
        }
    }
}

} // namespace

std::vector<std::string> differencesOf(const BenchmarkResult& before,
                                       const BenchmarkResult& after) {
    std::vector<std::string> differences;
    addDifference(differences, "benchmark", before.benchmark, after.benchmark);
    addDifference(differences, "version of twinvirt", before.version, after.version);
    for (const char* fact : {"host name", "processor", "CPUs", "memory", "kernel", "cgroups"})
        addDifference(differences, fact, hostFact(before, fact), hostFact(after, fact));
    for (const Scenario& scenario : before.scenarios) {
        const auto other = std::ranges::find(after.scenarios, scenario.name, &Scenario::name);
        if (other == after.scenarios.end())
            differences.push_back("scenario '" + scenario.name + "' is in the first run only");
        else
            addDifference(differences, "scenario '" + scenario.name + "'", scenario.brief,
                          other->brief);
    }
    for (const Scenario& scenario : after.scenarios)
        if (std::ranges::find(before.scenarios, scenario.name, &Scenario::name) ==
            before.scenarios.end())
            differences.push_back("scenario '" + scenario.name + "' is in the second run only");
    for (const ArmDescription& arm : before.arms) {
        const ArmDescription* other = findArm(after, arm.name);
        if (other == nullptr) {
            differences.push_back("arm '" + arm.name + "' is in the first run only");
            continue;
        }
        addDifference(differences, "acceleration of arm '" + arm.name + "'", arm.acceleration,
                      other->acceleration);
        addDifference(differences, "hypervisor of arm '" + arm.name + "'", arm.hypervisor,
                      other->hypervisor);
    }
    for (const ArmDescription& arm : after.arms)
        if (findArm(before, arm.name) == nullptr)
            differences.push_back("arm '" + arm.name + "' is in the second run only");
    addDigests(differences, before, after);
    return differences;
}

Result<void> requireMetrics(const std::vector<std::string>& ids) {
    for (const std::string& id : ids)
        if (findMetric(id) == nullptr) {
            std::string known;
            for (const Metric& metric : metrics())
                known += (known.empty() ? "" : ", ") + metric.id;
            return Error{ErrorCode::invalidArgument,
                         "no metric is named '" + id + "'; known are " + known};
        }
    return {};
}

Result<ResultComparison> compareResults(const BenchmarkResult& before, const BenchmarkResult& after,
                                        const std::vector<std::string>& only, std::size_t resamples,
                                        std::optional<double> limit) {
    TRY(requireComparable(before, after));
    TRY(requireMetrics(only));
    ResultComparison comparison;
    comparison.differences = differencesOf(before, after);
    BootstrapOptions bootstrap;
    bootstrap.resamples = resamples;
    bootstrap.seed = after.design.seed;
    bootstrap.draws = std::make_shared<SharedDraws>();
    for (const Scenario& scenario : after.scenarios)
        if (std::ranges::find(before.scenarios, scenario.name, &Scenario::name) !=
            before.scenarios.end())
            addChanges(scenarioView(before, scenario), scenarioView(after, scenario), only,
                       bootstrap, limit, comparison.changes);
    return comparison;
}

namespace {

void addGates(std::vector<Gate>& gates, const std::vector<FiredGate>& fired) {
    for (const FiredGate& gate : fired)
        if (std::ranges::find(gates, gate.gate) == gates.end())
            gates.push_back(gate.gate);
}

const MetricAnalysis* findMetric(const Analysis& analysis, const ArmChange& change) {
    const auto found = std::ranges::find_if(analysis.metrics, [&](const MetricAnalysis& metric) {
        return metric.scenario == change.scenario && metric.metric == change.metric;
    });
    return found == analysis.metrics.end() ? nullptr : &*found;
}

} // namespace

void withholdForNoise(ResultComparison& comparison, const Analysis& before, const Analysis& after) {
    for (ArmChange& change : comparison.changes) {
        double band = 0;
        for (const Analysis* analysis : {&before, &after}) {
            addGates(change.withheldBy, analysis->gates);
            const MetricAnalysis* metric = findMetric(*analysis, change);
            if (metric == nullptr)
                continue;
            band = std::max(band, metric->equivalence);
            const auto figure = std::ranges::find(metric->arms, change.arm, &ArmFigure::arm);
            if (figure != metric->arms.end())
                addGates(change.withheldBy, figure->gates);
        }
        if (change.ratio)
            change.verdict = verdictOf(*change.ratio, {band});
    }
}

Result<FailOn> parseFailOn(const std::string& text) {
    const Error wrong{ErrorCode::invalidArgument,
                      "'" + text + "' is no limit; expected slower:5%, more:5% or worse:5%"};
    const auto colon = text.find(':');
    if (colon == std::string::npos || text.back() != '%')
        return wrong;
    const std::string_view word = std::string_view(text).substr(0, colon);
    FailOn failOn;
    if (word == "slower")
        failOn.what = FailOn::What::slower;
    else if (word == "more")
        failOn.what = FailOn::What::more;
    else if (word != "worse")
        return wrong;
    double percent = 0;
    const char* begin = text.data() + colon + 1;
    const char* end = text.data() + text.size() - 1;
    const auto read = std::from_chars(begin, end, percent, std::chars_format::fixed);
    constexpr double most = 10000;
    if (read.ec != std::errc() || read.ptr != end || !(percent >= 0 && percent <= most))
        return wrong;
    failOn.threshold = percent / 100;
    return failOn;
}

namespace {

bool isAbout(const FailOn& failOn, const ArmChange& change) {
    const bool time = change.metric->lessWord == "faster";
    const bool kind =
        failOn.what == FailOn::What::worse || time == (failOn.what == FailOn::What::slower);
    return kind && change.ratio && !change.emulated;
}

Regression regressionOf(const ArmChange& change, double limit, std::optional<double> adjusted) {
    constexpr double oneSided = 0.025; // what a 95 % interval leaves on each side
    if (change.ratio->high <= limit)
        return Regression::none;
    const bool certain = change.ratio->low > limit && adjusted.value_or(0) <= oneSided;
    return certain && change.withheldBy.empty() ? Regression::certain : Regression::unclear;
}

} // namespace

std::vector<RegressionFinding> regressionsOf(const std::vector<ArmChange>& changes,
                                             const FailOn& failOn) {
    std::vector<RegressionFinding> findings(changes.size());
    std::vector<std::size_t> counted;
    std::vector<double> probabilities;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        findings[i].counts = isAbout(failOn, changes[i]);
        if (!findings[i].counts)
            continue;
        counted.push_back(i);
        probabilities.push_back(changes[i].probabilityWithinLimit.value_or(1));
    }
    if (counted.size() > mostWithoutCorrection) {
        const std::vector<double> adjusted = holmAdjusted(probabilities);
        for (std::size_t i = 0; i < counted.size(); ++i)
            findings[counted[i]].adjusted = adjusted[i];
    }
    for (const std::size_t i : counted)
        findings[i].regression =
            regressionOf(changes[i], 1 + failOn.threshold, findings[i].adjusted);
    return findings;
}

} // namespace twinvirt::bench
