#include "benchmark/report/chart_data.h"
#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/report/published.h"
#include "benchmark/result/sentences.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>
#include <set>

namespace twinvirt::bench {

std::string scrolling(const std::string& name, const std::string& table) {
    return "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" +
           escapeMarkup(name) + "\">" + table + "</div>\n";
}

std::string dataDetails(const DataTable& table) {
    if (table.rows.empty())
        return "";
    std::string markup = "<table><caption>" + escapeMarkup(table.caption) + "</caption><thead><tr>";
    for (const std::string& column : table.columns)
        markup += "<th scope=\"col\">" + escapeMarkup(column) + "</th>";
    markup += "</tr></thead><tbody>\n";
    for (const auto& row : table.rows) {
        markup += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            markup += i == 0 ? "<th scope=\"row\">" + escapeMarkup(row[i]) + "</th>"
                             : "<td>" + escapeMarkup(row[i]) + "</td>";
        markup += "</tr>\n";
    }
    return "<details class=\"data\"><summary>Table: " + escapeMarkup(table.caption) + "</summary>" +
           scrolling(table.caption, markup + "</tbody></table>") + "</details>\n";
}

DataTable ratioData(const BenchmarkResult& result, const Analysis& analysis) {
    DataTable table{"every ratio of the chart",
                    {"Metric", "Arms", "Ratio", "95 % interval", "Verdict", "Published"},
                    {}};
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const Comparison& comparison : metric.comparisons) {
            std::string published;
            for (const PublishedRatio& found : publishedRatios(result, metric, comparison))
                published += (published.empty() ? "" : "; ") + formatRatio(found.ratio) + " (" +
                             found.source + ")";
            table.rows.push_back(
                {metricTitle(result, metric),
                 armLabel(result, comparison.arm) + " / " + armLabel(result, comparison.reference),
                 comparison.ratio ? formatRatio(comparison.ratio->estimate) : "–",
                 comparison.ratio ? formatInterval(*comparison.ratio) : "–",
                 verdictLabel(*metric.metric, comparison), published});
        }
    return table;
}

DataTable distributionData(const BenchmarkResult& result, const MetricAnalysis& metric) {
    DataTable table{
        metric.metric->title + ", quantiles in " + metric.metric->unit,
        {"Arm", "n", "least", "5 %", "25 %", "50 %", "75 %", "95 %", "99 %", "greatest"},
        {}};
    for (const ArmFigure& figure : metric.arms) {
        std::vector<double> values;
        for (const auto& round : figure.rounds)
            values.insert(values.end(), round.begin(), round.end());
        std::ranges::sort(values);
        std::vector<std::string> row{armLabel(result, figure.arm), std::to_string(values.size())};
        for (const double part : {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0})
            row.push_back(formatValue(quantileOfSorted(values, part)));
        table.rows.push_back(std::move(row));
    }
    return table;
}

DataTable seriesData(const BenchmarkResult& result, SeriesOf series) {
    DataTable table{"the round of median duration over time",
                    {"Arm", "seconds", "samples", "least", "mean", "greatest", "at the end"},
                    {}};
    for (const ArmDescription& arm : result.arms) {
        const Block* typical = typicalOf(blocksOf(result, arm.name));
        if (typical == nullptr || typical->samples.empty())
            continue;
        double sum = 0;
        std::vector<double> values;
        for (const auto& [time, value] : seriesOf(*typical, series)) {
            sum += value;
            values.push_back(value);
        }
        const auto [least, greatest] = std::ranges::minmax(values);
        table.rows.push_back({armLabel(arm), formatValue(typical->end - typical->start),
                              std::to_string(values.size()), formatValue(least),
                              formatValue(sum / static_cast<double>(values.size())),
                              formatValue(greatest), formatValue(values.back())});
    }
    return table;
}

DataTable instancesData(const BenchmarkResult& result, OverInstances what) {
    DataTable table{what == OverInstances::readyTime ? "median of the rounds in ms"
                                                     : "median of the rounds in MiB",
                    {"Instances"},
                    {}};
    std::vector<Points> lines;
    std::set<double> counts;
    for (const ArmDescription& arm : result.arms) {
        table.columns.push_back(armLabel(arm));
        lines.push_back(medianLine(overInstances(result, arm.name, what)));
        for (const auto& [instances, mib] : lines.back())
            counts.insert(instances);
    }
    for (const double count : counts) {
        auto& row = table.rows.emplace_back();
        row.push_back(std::to_string(static_cast<int>(count)));
        for (const Points& line : lines) {
            const auto point = std::ranges::find(line, count, &Points::value_type::first);
            row.push_back(point == line.end() ? "–" : formatValue(point->second));
        }
    }
    return table;
}

DataTable startData(const std::vector<StartProfile>& profiles) {
    DataTable table{
        "every step of a start, medians in ms", {"Arm", "Phase", "Step", "begins at", "takes"}, {}};
    for (const StartProfile& profile : profiles)
        for (const StartStep& step : profile.steps)
            table.rows.push_back({profile.label, step.phase, step.name, formatValue(step.begin),
                                  formatValue(step.duration)});
    return table;
}

} // namespace twinvirt::bench
