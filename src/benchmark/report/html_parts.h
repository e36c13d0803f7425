#pragma once

#include "benchmark/report/charts.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"

#include <string>

namespace twinvirt::bench {

// The parts of report.html, each complete markup in itself; every text of them is escaped.

/// Median, spread and verdict of each metric and arm.
std::string summaryTable(const BenchmarkResult& result, const Analysis& analysis);
/// One line for each block of a scenarioView: the round, its order, and the median of each metric
/// in it.
std::string roundsTable(const BenchmarkResult& result);
/// What one more instance costs, as a table.
std::string costTable(const BenchmarkResult& result, const Analysis& analysis);
/// Names and values, two columns.
std::string factsTable(const std::vector<std::pair<std::string, std::string>>& facts);
/// What the comparison does not hold equal, and the arms that did not take part; "" when there is
/// neither.
std::string differencesSection(const BenchmarkResult& result);
/// The page's last part: how the figures were taken and made.
std::string methodFooter(const BenchmarkResult& result);

} // namespace twinvirt::bench
