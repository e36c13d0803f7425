#include "benchmark/spec/probe_mapping.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

static std::string brief(const ScenarioSpec& scenario) {
    return "start of the probe, and " + std::to_string(scenario.probe.kernels.size()) +
           (scenario.probe.kernels.size() == 1 ? " kernel" : " kernels");
}

static std::string method(const ScenarioSpec& scenario) {
    return "each arm adds a layer of isolation to the one before it. The start is the time from "
           "the call that makes the process or the instance to the line \"" +
           scenario.readyMarker +
           "\" of the probe, by the host's clock; on the host one starter makes the namespaces, "
           "joins the cgroups and executes the probe, in the arm without any, too. Then the probe "
           "runs the kernels " +
           listed(scenario.probe.kernels) + " in " + std::to_string(scenario.probe.batches) +
           " batches of at least " + std::to_string(scenario.probe.batchMs) +
           " ms, pinned to the same CPU in all arms.";
}

constinit const Work mechanismsWork{"mechanisms", Payload::probe, true,  0,
                                    oneAtATime,   mapKernels,     brief, method};

} // namespace twinvirt::bench
