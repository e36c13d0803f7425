#include "benchmark/spec/formats.h"
#include "benchmark/spec/kernel_catalog.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

static void mapKernel(XmlMapping& xml, std::string& kernel) {
    xml.attribute("name", kernel, kernelName());
}

/// <mechanisms batches='5' batch-ms='50' timeout='60s'> with a <kernel> or more
static void mapMechanisms(XmlMapping& xml, ScenarioSpec& scenario) {
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
    return "start of the probe, and " + std::to_string(scenario.probe.kernels.size()) +
           (scenario.probe.kernels.size() == 1 ? " kernel" : " kernels");
}

static std::string method(const ScenarioSpec& scenario) {
    std::string names;
    for (const std::string& kernel : scenario.probe.kernels)
        names += (names.empty() ? "" : ", ") + kernel;
    return "each arm adds a layer of isolation to the one before it. The start is the time from "
           "the call that makes the process or the instance to the line \"" +
           scenario.readyMarker +
           "\" of the probe, by the host's clock; on the host one starter makes the namespaces, "
           "joins the cgroups and executes the probe, in the arm without any, too. Then the probe "
           "runs the kernels " +
           names + " in " + std::to_string(scenario.probe.batches) + " batches of at least " +
           std::to_string(scenario.probe.batchMs) + " ms, pinned to the same CPU in all arms.";
}

constinit const Work mechanismsWork{"mechanisms", Payload::probe, true,  0,
                                    oneAtATime,   mapMechanisms,  brief, method};

} // namespace twinvirt::bench
