#include "benchmark/spec/formats.h"
#include "benchmark/spec/kernel_catalog.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <kernel name='triad'/>
static void mapKernel(XmlMapping& xml, std::string& kernel) {
    xml.attribute("name", kernel, kernelName());
}

/// <probe batches='5' batch-ms='50'> with a <kernel> or more
static void mapProbe(XmlMapping& xml, ScenarioSpec& scenario) {
    ProbeSpec& probe = scenario.probe;
    scenario.readyMarker = probeReadyMarker;
    xml.attributeOr("batches", probe.batches, 5U, numberBetween(1U, 100U));
    xml.attributeOr("batch-ms", probe.batchMs, 50U, numberBetween(5U, 10000U));
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.elements("kernel", probe.kernels, mapKernel);
    if (probe.kernels.empty())
        xml.fail("expected at least one <kernel>");
}

static std::string brief(const ScenarioSpec& scenario) {
    const std::size_t kernels = scenario.probe.kernels.size();
    return std::to_string(kernels) + (kernels == 1 ? " kernel" : " kernels") + " of the probe";
}

static std::string method(const ScenarioSpec& scenario) {
    std::string names;
    for (const std::string& kernel : scenario.probe.kernels)
        names += (names.empty() ? "" : ", ") + kernel;
    return "the static probe is the first program of each arm, the same bytes in all of them, "
           "pinned to the same CPU of the host. Each of its kernels (" +
           names + ") runs in " + std::to_string(scenario.probe.batches) + " batches of at least " +
           std::to_string(scenario.probe.batchMs) +
           " ms, timed by the arm's own clock; its answer is checked.";
}

constinit const Work probeWork{"probe",    Payload::probe, true,  0,
                               oneAtATime, mapProbe,       brief, method};

} // namespace twinvirt::bench
