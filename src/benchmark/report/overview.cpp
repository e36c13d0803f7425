#include "benchmark/report/overview.h"

namespace twinvirt::bench {

Overview::Overview(const Analysis& analysis) {
    for (const MetricAnalysis& metric : analysis.metrics)
        if (metric.metric->headline)
            overview_.metrics.push_back(metric);
    meanMetrics_.reserve(analysis.means.size()); // they are pointed to
    for (const ScenarioMean& mean : analysis.means) {
        MetricAnalysis* group = overview_.metrics.empty() ? nullptr : &overview_.metrics.back();
        if (group == nullptr || group->scenario != mean.scenario) {
            Metric& metric = meanMetrics_.emplace_back();
            metric.id = "mean";
            metric.title = "mean of " + std::to_string(mean.metrics) + " kernels";
            metric.lessWord = "faster";
            metric.moreWord = "slower";
            group = &overview_.metrics.emplace_back();
            group->scenario = mean.scenario;
            group->metric = &metric;
        }
        group->comparisons.push_back(mean.comparison);
    }
}

} // namespace twinvirt::bench
