#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/result/sentences.h"

#include <cmath>

namespace twinvirt::bench {

/// "+0.59 ms"
static std::string differenceText(const MetricAnalysis& metric, const ArmFigure& arm,
                                  const ArmFigure& before) {
    const double difference = arm.summary.median - before.summary.median;
    return (difference < 0 ? "−" : "+") + formatValue(std::abs(difference)) + " " +
           metric.metric->unit;
}

static std::string stepCell(const MetricAnalysis& metric, const std::string& name) {
    for (std::size_t i = 1; i < metric.arms.size(); ++i) {
        const ArmFigure& arm = metric.arms[i];
        const ArmFigure& before = metric.arms[i - 1];
        const Comparison* step =
            arm.arm == name ? findComparison(metric, arm.arm, before.arm) : nullptr;
        if (step == nullptr)
            continue;
        if (!step->ratio)
            return "<td>" + escapeMarkup(verdictLabel(*metric.metric, *step)) + "</td>";
        return std::string(step->hasVerdict() ? "<td>" : "<td class=\"withheld\">") +
               formatRatio(step->ratio->estimate) + " <small>" + formatInterval(*step->ratio) +
               "</small><br><small>" + escapeMarkup(differenceText(metric, arm, before)) + ", " +
               escapeMarkup(verdictLabel(*metric.metric, *step)) + "</small></td>";
    }
    return "<td>–</td>";
}

std::string ladderTable(const BenchmarkResult& result, const Analysis& analysis) {
    std::string table = "<h3>What each step adds</h3>\n";
    std::string rows = "<table class=\"ladder\"><caption>Each arm against the one above it: the "
                       "ratio of medians with its 95 % interval, and the difference of the "
                       "medians.</caption><thead><tr><th scope=\"col\" class=\"left\">Arm</th>";
    for (const MetricAnalysis& metric : analysis.metrics)
        rows += "<th scope=\"col\">" + escapeMarkup(metric.metric->title) + "</th>";
    rows += "</tr></thead><tbody>\n";
    for (const ArmDescription& arm : result.arms)
        if (arm.controlOf.empty() && arm.name != result.design.baseline) {
            rows += "<tr><th scope=\"row\" class=\"left\">" + escapeMarkup(armLabel(arm)) + "</th>";
            for (const MetricAnalysis& metric : analysis.metrics)
                rows += stepCell(metric, arm.name);
            rows += "</tr>\n";
        }
    return table + scrolling("What each step adds", rows + "</tbody></table>");
}

} // namespace twinvirt::bench
