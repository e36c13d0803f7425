#pragma once

#include "benchmark/result/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// One figure that is compared between arms; of all of them less is better.
struct Metric {
    std::string id;     ///< in result.json: "ready"
    std::string title;  ///< "Time to ready"
    std::string unit;   ///< "ms", "MiB"
    std::string method; ///< how it was taken, one sentence
    // words of a verdict: "A is faster to become ready than B: 0.8 × the time to ready"
    std::string less;      ///< "faster to become ready"
    std::string more;      ///< "slower to become ready"
    std::string same;      ///< "equally fast to become ready"
    std::string thing;     ///< "the time to ready"
    std::string lessWord;  ///< for a table: "faster"
    std::string moreWord;  ///< "slower"
    bool headline = false; ///< its sentence stands at the top of the report
    bool perBlock = false; ///< one value for a block, not one for each instance
    /// The values that one block gives; none when it was not measured.
    std::function<std::vector<double>(const Block& block)> values;
    /// The same as a rate, for who thinks in one: this, divided by the figure, in that unit; 0:
    /// nobody does.
    double rate = 0;
    std::string rateUnit = {};
};

/// All of them, in the order of display.
const std::vector<Metric>& metrics();
/// Those of a scenario: its work says which (work_figures.h).
std::vector<const Metric*> metricsOf(const Scenario& scenario);
/// nullptr when there is none of that name.
const Metric* findMetric(const std::string& id);

/// What a verdict says of it, see Metric.
struct BlockMetricWords {
    std::string less;
    std::string more;
    std::string same;
    std::string thing;
};
/// A metric of which a work takes one value itself in each block (Block::figures): "less" and
/// "more" of it. Title, method and unit are the caller's.
Metric blockMetric(const std::string& id, const BlockMetricWords& words);

/// What the block has of a metric whose values its work took itself (Block::figures); else none.
std::vector<double> figureOf(const Block& block, std::string_view metric);

/// Memory of the host that the block took, over the number of instances: one point for the empty
/// host and one for each instance that became ready.
std::vector<std::pair<double, double>> usedMibOverInstances(const Block& block);
/// The same for the PSS of all processes of the instances.
std::vector<std::pair<double, double>> pssMibOverInstances(const Block& block);
/// Milliseconds: of instances that started at once until all of them were ready, at each level;
/// else of each instance, which is the Nth.
std::vector<std::pair<double, double>> readyMsOverInstances(const Block& block);

} // namespace twinvirt::bench
