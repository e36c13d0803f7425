#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/result/sentences.h"
#include "benchmark/statistics/summary.h"

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

static std::string armCell(const BenchmarkResult& result, const std::string& name) {
    const ArmDescription* arm = findArm(result, name);
    return "<td class=\"left\"><span class=\"swatch s" + colourOf(result, name) + "\"></span>" +
           escapeMarkup(arm == nullptr ? name : armLabel(*arm)) + "</td>";
}

static std::string comparisonCells(const MetricAnalysis& metric, const std::string& arm) {
    // The table shows the ratio to the baseline; the forest above shows all of them.
    for (const Comparison& comparison : metric.comparisons)
        if (comparison.arm == arm && comparison.reference == metric.arms.front().arm)
            return cell(comparison.ratio ? formatRatio(comparison.ratio->estimate) : "–") +
                   cell(comparison.ratio ? formatInterval(*comparison.ratio) : "") +
                   leftCell(verdictLabel(*metric.metric, comparison));
    return cell("1") + cell("") + leftCell("baseline");
}

static std::string figureRow(const BenchmarkResult& result, const MetricAnalysis& metric,
                             const ArmFigure& figure) {
    const Summary& summary = figure.summary;
    return "<tr data-metric=\"" + escapeMarkup(metric.metric->id) + "\" data-arm=\"" +
           escapeMarkup(figure.arm) + "\">" + armCell(result, figure.arm) +
           cell(formatValue(summary.median)) + extraCell(formatValue(summary.mad)) +
           extraCell(formatValue(summary.p5)) + extraCell(formatValue(summary.p95)) +
           extraCell(std::to_string(summary.count)) + comparisonCells(metric, figure.arm) +
           "</tr>\n";
}

std::string summaryTable(const BenchmarkResult& result, const Analysis& analysis) {
    std::string table =
        "<div class=\"scroll\"><table class=\"summary\"><caption>Medians over " +
        std::to_string(analysis.rounds) +
        " rounds; ratio to the baseline arm with its 95 % interval. MAD: median absolute "
        "deviation.</caption><thead><tr><th>Arm</th><th>Median</th><th class=\"extra\">MAD</th>"
        "<th class=\"extra\">p5</th><th class=\"extra\">p95</th><th class=\"extra\">n</th>"
        "<th>Ratio</th><th>Interval</th><th class=\"left\">Verdict</th></tr></thead>\n";
    for (const MetricAnalysis& metric : analysis.metrics) {
        if (metric.arms.empty())
            continue;
        table += "<tbody><tr><th class=\"left group\" colspan=\"9\">" +
                 escapeMarkup(metric.metric->title) + ", " + escapeMarkup(metric.metric->unit) +
                 "</th></tr>\n";
        for (const ArmFigure& figure : metric.arms)
            table += figureRow(result, metric, figure);
        table += "</tbody>\n";
    }
    return table + "</table></div>\n";
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

std::string roundsTable(const BenchmarkResult& result) {
    std::string table =
        "<div class=\"scroll\"><table class=\"rounds\"><caption>Median of each block. "
        "Warm-up and incomplete rounds are shown and left out of every figure. The "
        "single values stand in result.csv and result.json.</caption><thead><tr>"
        "<th>Round</th><th>Order</th><th class=\"left\">Arm</th>";
    for (const Metric* metric : metricsOf(result.scenarios.front()))
        table += "<th>" + escapeMarkup(metric->title) + ", " + escapeMarkup(metric->unit) + "</th>";
    table += "</tr></thead><tbody>\n";
    for (const Round& round : result.rounds)
        for (std::size_t i = 0; i < round.blocks.size(); ++i)
            table += blockRow(result, round, round.blocks[i], i + 1);
    return table + "</tbody></table></div>\n";
}

static std::string costCell(const std::optional<Interval>& cost) {
    if (!cost)
        return cell("–");
    return cell(formatValue(cost->estimate) + " [" + formatValue(cost->low) + ", " +
                formatValue(cost->high) + "]");
}

std::string costTable(const BenchmarkResult& result, const Analysis& analysis) {
    std::string table = "<div class=\"scroll\"><table class=\"cost\"><caption>MiB for each further "
                        "instance: slope over the number of instances, median of the rounds with "
                        "its 95 % interval.</caption><thead><tr><th>Arm</th><th>Used memory of the "
                        "host</th><th>PSS of all processes</th></tr></thead><tbody>\n";
    for (const InstanceCost& cost : analysis.instanceCosts)
        table += "<tr>" + armCell(result, cost.arm) + costCell(cost.usedMib) +
                 costCell(cost.pssMib) + "</tr>\n";
    return table + "</tbody></table></div>\n";
}

std::string factsTable(const std::vector<std::pair<std::string, std::string>>& facts) {
    std::string table = "<table class=\"facts\"><tbody>\n";
    for (const auto& [name, value] : facts)
        table +=
            "<tr><th scope=\"row\">" + escapeMarkup(name) + "</th>" + leftCell(value) + "</tr>\n";
    return table + "</tbody></table>\n";
}

} // namespace twinvirt::bench
