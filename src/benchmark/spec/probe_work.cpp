#include "benchmark/spec/probe_mapping.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

static std::string brief(const ScenarioSpec& scenario) {
    const std::size_t kernels = scenario.probe.kernels.size();
    return std::to_string(kernels) + (kernels == 1 ? " kernel" : " kernels") + " of the probe";
}

static std::string method(const ScenarioSpec& scenario) {
    return "the static probe is the first program of each arm, the same bytes in all of them, "
           "pinned to the same CPU of the host. Each of its kernels (" +
           listed(scenario.probe.kernels) + ") runs in " + std::to_string(scenario.probe.batches) +
           " batches of at least " + std::to_string(scenario.probe.batchMs) +
           " ms, timed by the arm's own clock; its answer is checked.";
}

constinit const Work probeWork{"probe",    Payload::probe, true,  0,
                               oneAtATime, mapKernels,     brief, method};

} // namespace twinvirt::bench
