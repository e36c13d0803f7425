#include "benchmark/report/published.h"

#include <algorithm>

namespace twinvirt::bench {

/// A citation that names no metric is about the first of its scenario.
static bool isAbout(const Citation& citation, const Scenario& scenario, const Metric& metric) {
    if (!citation.metric.empty())
        return citation.metric == metric.id;
    const auto all = metricsOf(scenario);
    return !all.empty() && all.front()->id == metric.id;
}

std::vector<PublishedRatio> publishedRatios(const BenchmarkResult& result,
                                            const MetricAnalysis& metric,
                                            const Comparison& comparison) {
    std::vector<PublishedRatio> published;
    const auto scenario = std::ranges::find(result.scenarios, metric.scenario, &Scenario::name);
    const ArmDescription* arm = findArm(result, comparison.arm);
    const ArmDescription* reference = findArm(result, comparison.reference);
    if (scenario == result.scenarios.end() || arm == nullptr || reference == nullptr)
        return published;
    for (const Citation& citation : scenario->citations) {
        const Source* source = findSource(citation.ref);
        if (source == nullptr || !isAbout(citation, *scenario, *metric.metric))
            continue;
        if (const auto ratio = publishedRatio(citation, arm->type, reference->type))
            published.push_back({*ratio, source->authors + " " + std::to_string(source->year)});
    }
    return published;
}

} // namespace twinvirt::bench
