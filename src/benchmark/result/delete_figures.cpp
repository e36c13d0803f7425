#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

static std::vector<double> shutdownTimes(const Block& block) {
    return figureOf(block, "shutdown");
}

static const std::vector<Metric>& deleteMetrics() {
    static const std::vector<Metric> all{
        {"shutdown", "Time to shut down", "ms",
         "From the request to end until the driver finds the instance gone: the guest's own way "
         "down is in it.",
         "faster to shut down", "slower to shut down", "equally fast to shut down",
         "the time to shut down", "faster", "slower", true, false, shutdownTimes},
    };
    return all;
}

static std::string idOf(const Scenario& scenario) {
    return scenario.byShutdown ? "shutdown" : "delete";
}

static std::vector<std::string> ofScenario(const Scenario& scenario) {
    return {idOf(scenario)};
}

constinit const WorkFigures deleteFigures{"delete", deleteMetrics, ofScenario, false, false,
                                          false,    false,         nullptr,    idOf};

} // namespace twinvirt::bench
