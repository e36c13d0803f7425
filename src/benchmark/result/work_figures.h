#pragma once

#include "benchmark/result/metrics.h"

#include <string_view>

namespace twinvirt::bench {

/// The figures of a work of spec/works.h, and how a report shows them.
struct WorkFigures {
    std::string_view work;
    const std::vector<Metric>& (*metrics)(); ///< that only this work has, in the order of display
    /// The ids of the metrics that a scenario has, its own or another work's; nullptr: all its own.
    std::vector<std::string> (*ofScenario)(const Scenario& scenario);
    bool boots; ///< samples over time and over the number of instances, and the steps of a start
    bool mean;  ///< its metrics are one family: their geometric mean says something
};

/// nullptr of a work that this version does not know.
const WorkFigures* workFiguresOf(const Scenario& scenario);

// In the order of the table.
extern const WorkFigures bootFigures;
extern const WorkFigures probeFigures;
extern const WorkFigures neighbourFigures;
extern const WorkFigures mechanismsFigures;

} // namespace twinvirt::bench
