#include "benchmark/result/work_figures.h"
#include "benchmark/statistics/summary.h"

namespace twinvirt::bench {

static std::vector<double> cpu(const Block& block) {
    return figureOf(block, "steady-cpu");
}

static std::vector<double> load(const Block& block) {
    std::vector<double> held;
    for (const Sample& sample : block.samples)
        if (sample.moment == Moment::hold)
            held.push_back(sample.load1);
    if (held.empty())
        return {};
    return {medianInPlace(held)};
}

static const std::vector<Metric>& packMetrics() {
    static const std::vector<Metric> all{
        {"steady-cpu", "CPU of the host with idle instances", "%",
         "CPU time of everything on the host in the steady window, the sampling thread taken off, "
         "as a share of all CPUs. What runs on the host beside the instances is in it.",
         "cheaper to keep idle", "dearer to keep idle", "equally cheap to keep idle",
         "the CPU of the host with idle instances", "less", "more", true, true, cpu},
        {"steady-load", "Load of the host with idle instances", "",
         "1-minute load average: median of the steady window. It remembers the minute before, so a "
         "window shorter than that has the starts in it.",
         "lighter on the load average", "heavier on the load average",
         "equally heavy on the load average", "the load average", "less", "more", false, true,
         load},
    };
    return all;
}

/// Of its own only what a boot has no figure for; memory is taken from the hold, which is the
/// window.
static std::vector<std::string> ofScenario(const Scenario&) {
    return {"steady-cpu", "steady-load", "used-memory", "pss", "cgroup-memory"};
}

constinit const WorkFigures packFigures{"pack", packMetrics, ofScenario, false, true, false, true};

} // namespace twinvirt::bench
