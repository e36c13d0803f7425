#pragma once

#include "benchmark/result/arm_pairs.h"
#include "benchmark/result/metrics.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

/// The figures of a work of spec/works.h, and how a report shows them.
struct WorkFigures {
    std::string_view work;
    const std::vector<Metric>& (*metrics)(); ///< that only this work has, in the order of display
    /// The ids of the metrics that a scenario has, its own or another work's; nullptr: all its own.
    std::vector<std::string> (*ofScenario)(const Scenario& scenario);
    bool mean; ///< its metrics are one family: their geometric mean says something
    // what else a report shows
    bool overTime;            ///< the samples of the host
    bool memoryOverInstances; ///< and what one more instance costs
    bool steps;               ///< of a start
    /// The time to ready over the number of instances; nullptr: never.
    bool (*readyOverInstances)(const Scenario& scenario) = nullptr;
    /// The id of a metric whose sentence stands at the top though Metric::headline says no;
    /// nullptr: none.
    std::string (*headline)(const Scenario& scenario) = nullptr;
    Pairing pairing = Pairing::everyOther;
};

/// Does a report draw the time to ready over the number of instances?
bool showsReadyOverInstances(const Scenario& scenario);

/// nullptr of a work that this version does not know.
const WorkFigures* workFiguresOf(const Scenario& scenario);
/// Pairing::everyOther of a work that this version does not know.
Pairing pairingOf(const Scenario& scenario);

/// 4 of "ready-together-4"; nothing of another metric.
std::optional<unsigned> levelOf(std::string_view metric);

// In the order of the table.
extern const WorkFigures bootFigures;
extern const WorkFigures togetherFigures;
extern const WorkFigures packFigures;
extern const WorkFigures footprintFigures;
extern const WorkFigures rebootFigures;
extern const WorkFigures deleteFigures;
extern const WorkFigures snapshotFigures;
extern const WorkFigures probeFigures;
extern const WorkFigures neighbourFigures;
extern const WorkFigures mechanismsFigures;
extern const WorkFigures networkFigures;
extern const WorkFigures toolFigures;

} // namespace twinvirt::bench
