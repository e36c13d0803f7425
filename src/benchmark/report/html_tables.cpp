#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/result/sentences.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>

namespace twinvirt::bench {

static std::string cell(const std::string& text) {
    return "<td>" + escapeMarkup(text) + "</td>";
}

/// Left out on a narrow page.
static std::string extraCell(const std::string& text) {
    return "<td class=\"extra\">" + escapeMarkup(text) + "</td>";
}

static std::string leftCell(const std::string& text) {
    return "<td class=\"left\">" + escapeMarkup(text) + "</td>";
}

/// The heading of a row that is about an arm.
static std::string armCell(const BenchmarkResult& result, const std::string& name) {
    return "<th scope=\"row\" class=\"left\"><span class=\"swatch s" + colourOf(result, name) +
           "\"></span>" + escapeMarkup(armLabel(result, name)) + "</th>";
}

static std::string comparisonCells(const MetricAnalysis& metric, const std::string& arm) {
    // The table shows the ratio to the baseline; the forest above shows all of them.
    const Comparison* comparison = comparisonToBaseline(metric, arm);
    if (comparison == nullptr)
        return cell("1") + cell("") + leftCell("baseline");
    return cell(comparison->ratio ? formatRatio(comparison->ratio->estimate) : "–") +
           cell(comparison->ratio ? formatInterval(*comparison->ratio) : "") +
           leftCell(verdictLabel(*metric.metric, *comparison));
}

static std::string figureRow(const BenchmarkResult& result, const MetricAnalysis& metric,
                             const ArmFigure& figure) {
    const Summary& summary = figure.summary;
    return "<tr data-metric=\"" + escapeMarkup(metric.metric->id) + "\" data-arm=\"" +
           escapeMarkup(figure.arm) + "\">" + armCell(result, figure.arm) +
           cell(formatValue(summary.median) + rateText(*metric.metric, summary.median)) +
           extraCell(formatValue(summary.mad)) + extraCell(formatValue(summary.p5)) +
           extraCell(formatValue(summary.p95)) + extraCell(std::to_string(summary.count)) +
           comparisonCells(metric, figure.arm) + "</tr>\n";
}

std::string summaryTable(const BenchmarkResult& result, const Analysis& analysis) {
    std::string table =
        "<table class=\"summary\"><caption>Medians over " + std::to_string(analysis.rounds) +
        " rounds; ratio to the baseline arm with its 95 % interval. MAD: median absolute "
        "deviation.</caption><thead><tr><th scope=\"col\">Arm</th><th scope=\"col\">Median</th>"
        "<th scope=\"col\" class=\"extra\">MAD</th><th scope=\"col\" class=\"extra\">p5</th>"
        "<th scope=\"col\" class=\"extra\">p95</th><th scope=\"col\" class=\"extra\">n</th>"
        "<th scope=\"col\">Ratio</th><th scope=\"col\">Interval</th>"
        "<th scope=\"col\" class=\"left\">Verdict</th></tr></thead>\n";
    for (const MetricAnalysis& metric : analysis.metrics) {
        if (metric.arms.empty())
            continue;
        table += "<tbody><tr><th scope=\"rowgroup\" class=\"left group\" colspan=\"9\">" +
                 escapeMarkup(metric.metric->title) + ", " + escapeMarkup(metric.metric->unit) +
                 "</th></tr>\n";
        for (const ArmFigure& figure : metric.arms)
            table += figureRow(result, metric, figure);
        table += "</tbody>\n";
    }
    return scrolling("Medians and ratios", table + "</table>");
}

static std::string blockRow(const BenchmarkResult& result, const Round& round, const Block& block,
                            std::size_t position) {
    std::string row = "<tr>" +
                      cell(std::to_string(round.number) + (round.warmup ? " warm-up" : "") +
                           (round.complete ? "" : " incomplete")) +
                      cell(std::to_string(position)) + armCell(result, block.arm);
    for (const Metric* metric : metricsOf(result.scenarios.front())) {
        const auto values = metric->values(block);
        row += cell(values.empty() ? "–" : formatValue(median(values)));
    }
    return row + "</tr>\n";
}

std::string roundsTable(const BenchmarkResult& result, std::size_t rounds) {
    const std::size_t each = (result.rounds.size() + rounds - 1) / std::max<std::size_t>(rounds, 1);
    std::string table = "<table class=\"rounds\"><caption>Median of each block. Warm-up and "
                        "incomplete rounds are shown and left out of every figure. The single "
                        "values stand in result.csv and result.json" +
                        std::string(each > 1 ? ", with the rounds that are left out here." : ".") +
                        "</caption><thead><tr><th scope=\"col\">Round</th><th "
                        "scope=\"col\">Order</th><th scope=\"col\" class=\"left\">Arm</th>";
    for (const Metric* metric : metricsOf(result.scenarios.front()))
        table += "<th scope=\"col\">" + escapeMarkup(metric->title) + ", " +
                 escapeMarkup(metric->unit) + "</th>";
    table += "</tr></thead><tbody>\n";
    for (std::size_t number = 0; number < result.rounds.size(); number += each) {
        const Round& round = result.rounds[number];
        for (std::size_t i = 0; i < round.blocks.size(); ++i)
            table += blockRow(result, round, round.blocks[i], i + 1);
    }
    return scrolling("Every block", table + "</tbody></table>");
}

static std::string costCell(const std::optional<Interval>& cost) {
    if (!cost)
        return cell("–");
    return cell(formatValue(cost->estimate) + " [" + formatValue(cost->low) + ", " +
                formatValue(cost->high) + "]");
}

std::string costTable(const BenchmarkResult& result, const Analysis& analysis) {
    std::string table =
        "<table class=\"cost\"><caption>MiB for each further instance: slope over the number of "
        "instances, median of the rounds with its 95 % interval.</caption><thead><tr><th "
        "scope=\"col\">Arm</th><th scope=\"col\">Used memory of the host</th><th "
        "scope=\"col\">PSS of all processes</th></tr></thead><tbody>\n";
    for (const InstanceCost& cost : analysis.instanceCosts)
        table += "<tr>" + armCell(result, cost.arm) + costCell(cost.usedMib) +
                 costCell(cost.pssMib) + "</tr>\n";
    return scrolling("Cost of an instance", table + "</tbody></table>");
}

std::string factsTable(const std::vector<std::pair<std::string, std::string>>& facts) {
    std::string table = "<table class=\"facts\"><tbody>\n";
    for (const auto& [name, value] : facts)
        table +=
            "<tr><th scope=\"row\">" + escapeMarkup(name) + "</th>" + leftCell(value) + "</tr>\n";
    return table + "</tbody></table>\n";
}

} // namespace twinvirt::bench
