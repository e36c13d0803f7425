#pragma once

#include "benchmark/report/charts.h"
#include "benchmark/result/result.h"

#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

// What a chart and the table below it are both made from. The result is a scenarioView.

using Points = std::vector<std::pair<double, double>>;

/// The blocks of the arm in the measured rounds.
std::vector<const Block*> blocksOf(const BenchmarkResult& result, const std::string& arm);
/// The block of median duration stands for the others; nullptr of none.
const Block* typicalOf(std::vector<const Block*> blocks);
/// Seconds since the block began, and the value.
Points seriesOf(const Block& block, SeriesOf series);
/// Of more than `most` an even choice with both ends.
Points thinned(const Points& points, std::size_t most);

/// Instances and MiB, for each measured round.
std::vector<Points> overInstances(const BenchmarkResult& result, const std::string& arm,
                                  OverInstances what);
/// At each number of instances the median of the rounds.
Points medianLine(const std::vector<Points>& rounds);

} // namespace twinvirt::bench
