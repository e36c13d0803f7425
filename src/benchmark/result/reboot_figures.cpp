#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

static std::vector<double> rebootTimes(const Block& block) {
    return figureOf(block, "reboot");
}

static const std::vector<Metric>& rebootMetrics() {
    static const std::vector<Metric> all{
        {"reboot", "Time to reboot", "ms",
         "From the driver's request to reboot to the marker line that the instance's own init "
         "prints on its console again: the guest's way down and its way up.",
         "faster to reboot", "slower to reboot", "equally fast to reboot", "the time to reboot",
         "faster", "slower", true, false, rebootTimes},
    };
    return all;
}

constinit const WorkFigures rebootFigures{"reboot", rebootMetrics, nullptr, false,
                                          false,    false,         false};

} // namespace twinvirt::bench
