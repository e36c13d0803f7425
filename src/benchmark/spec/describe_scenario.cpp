#include "benchmark/spec/describe_scenario.h"

#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

Scenario describeScenario(const ScenarioSpec& spec) {
    Scenario scenario;
    scenario.name = spec.name;
    scenario.title = spec.title;
    scenario.work = spec.work;
    scenario.brief = workOf(spec).brief(spec);
    if (spec.every > 1)
        scenario.brief += ", in every " + ordinal(spec.every) + " round";
    scenario.method = workOf(spec).method(spec);
    scenario.count = spec.count;
    scenario.holdSeconds = spec.holdSeconds;
    scenario.timeoutSeconds = spec.timeoutSeconds;
    scenario.readyMarker = spec.readyMarker;
    scenario.kernels = spec.probe.kernels;
    scenario.citations = spec.citations;
    scenario.batches = spec.probe.batches;
    scenario.batchMs = spec.probe.batchMs;
    scenario.levels = spec.levels;
    scenario.untilUsed = spec.untilUsed;
    scenario.byShutdown = spec.byShutdown;
    scenario.tool = spec.tool.name;
    return scenario;
}

} // namespace twinvirt::bench
