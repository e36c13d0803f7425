#include "benchmark/result/result_comparison.h"

#include "benchmark/result/sentences.h"
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

ArmChange changeOf(const BenchmarkResult& before, const BenchmarkResult& after,
                   const Metric& metric, const std::string& arm,
                   const BootstrapOptions& bootstrap) {
    ArmChange change;
    change.scenario = after.scenarios.front().name;
    change.metric = &metric;
    change.arm = arm;
    const auto old = valuesOf(before, metric, arm);
    const auto now = valuesOf(after, metric, arm);
    change.before = summaryOf(old);
    change.after = summaryOf(now);
    change.ratio = ratioOfIndependentMedians(now, old, bootstrap);
    if (change.ratio && change.ratio->low <= 0)
        change.ratio.reset();
    if (change.ratio)
        change.verdict = verdictOf(*change.ratio, {after.design.equivalence});
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
                std::vector<ArmChange>& changes) {
    for (const Metric* metric : metricsOf(after.scenarios.front())) {
        if (!only.empty() && std::ranges::find(only, metric->id) == only.end())
            continue;
        for (const ArmDescription& arm : after.arms) {
            if (findArm(before, arm.name) == nullptr)
                continue;
            auto change = changeOf(before, after, *metric, arm.name, bootstrap);
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
            addDifference(differences, "scenario '" + scenario.name + "'", scenarioText(scenario),
                          scenarioText(*other));
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
                                        const std::vector<std::string>& only,
                                        std::size_t resamples) {
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
                       bootstrap, comparison.changes);
    return comparison;
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

Regression regressionOf(const ArmChange& change, const FailOn& failOn) {
    const bool time = change.metric->lessWord == "faster";
    if ((failOn.what == FailOn::What::slower && !time) ||
        (failOn.what == FailOn::What::more && time) || !change.ratio)
        return Regression::none;
    const double limit = 1 + failOn.threshold;
    if (change.ratio->low > limit)
        return Regression::certain;
    return change.ratio->high > limit ? Regression::unclear : Regression::none;
}

} // namespace twinvirt::bench
