#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

static const std::vector<Metric>& mechanismsMetrics() {
    static const std::vector<Metric> all{
        {"probe-start", "Start of the probe", "ms",
         "From the call that makes the process or the instance to the line with which the probe "
         "says that it takes commands.",
         "faster to start", "slower to start", "equally fast to start", "the time to start",
         "faster", "slower", true, false,
         [](const Block& block) { return figureOf(block, "probe-start"); }},
    };
    return all;
}

static std::vector<std::string> ofScenario(const Scenario& scenario) {
    std::vector<std::string> ids{"probe-start"};
    ids.insert(ids.end(), scenario.kernels.begin(), scenario.kernels.end());
    return ids;
}

constinit const WorkFigures mechanismsFigures{.work = "mechanisms",
                                              .metrics = mechanismsMetrics,
                                              .ofScenario = ofScenario,
                                              .mean = false,
                                              .overTime = false,
                                              .memoryOverInstances = false,
                                              .steps = false,
                                              .pairing = Pairing::ladder};

} // namespace twinvirt::bench
