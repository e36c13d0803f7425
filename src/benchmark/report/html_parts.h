#pragma once

#include "benchmark/report/charts.h"
#include "benchmark/report/page_detail.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"

#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

// The parts of report.html, each complete markup in itself; every text of them is escaped.

/// The id of the section of a scenario, for the links to it.
std::string anchorOf(const Scenario& scenario);
/// A scenario's section: its card, the ratios, each metric, and for boots the courses over time and
/// the parts of a start. Of a scenarioView.
std::string scenarioSection(const BenchmarkResult& result, const Analysis& analysis,
                            const PageDetail& detail);
/// What is measured, why, what others found, which gates fired and the command that repeats it.
std::string scenarioCard(const BenchmarkResult& result, const Analysis& analysis);

/// Pictures with what they show below them.
std::string figure(const std::string& pictures, const std::string& caption);
std::string forBothLayouts(const Svg& wide, const Svg& compact, const PageDetail& detail);
/// The picture of the ratios, with the table of all of them.
std::string forestFigure(const BenchmarkResult& result, const Analysis& analysis,
                         const PageDetail& detail);
std::string warning(const std::string& text);

/// Median, spread and verdict of each metric and arm.
std::string summaryTable(const BenchmarkResult& result, const Analysis& analysis);
/// One line for each block of a scenarioView: the round, its order, and the median of each metric
/// in it; of more than `rounds` rounds an even choice.
std::string roundsTable(const BenchmarkResult& result, std::size_t rounds);
/// Of a scenario whose arms are a ladder (arm_pairs.h): each arm against the one before it.
std::string ladderTable(const BenchmarkResult& result, const Analysis& analysis);
/// What one more instance costs, as a table.
std::string costTable(const BenchmarkResult& result, const Analysis& analysis);
/// Names and values, two columns.
std::string factsTable(const std::vector<std::pair<std::string, std::string>>& facts);
/// What the comparison does not hold equal, and the arms that did not take part; "" when there is
/// neither.
std::string differencesSection(const BenchmarkResult& result);
/// The page's last part: how the figures were taken and made.
std::string methodFooter(const BenchmarkResult& result);

/// A table below a chart, closed until it is asked for: what the picture shows, for who does not
/// see it.
struct DataTable {
    std::string caption;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows; ///< the first cell of each is its heading
};
std::string dataDetails(const DataTable& table);
DataTable ratioData(const BenchmarkResult& result, const Analysis& analysis);
DataTable distributionData(const BenchmarkResult& result, const MetricAnalysis& metric);
DataTable seriesData(const BenchmarkResult& result, SeriesOf series);
DataTable instancesData(const BenchmarkResult& result, OverInstances what);
DataTable startData(const std::vector<StartProfile>& profiles);

/// A table that may be wider than the page: it scrolls by itself, by keyboard too.
std::string scrolling(const std::string& name, const std::string& table);

} // namespace twinvirt::bench
