#include "benchmark/spec/probe_mapping.h"

#include "benchmark/spec/formats.h"
#include "benchmark/spec/kernel_catalog.h"

namespace twinvirt::bench {

static void mapKernel(XmlMapping& xml, std::string& kernel) {
    xml.attribute("name", kernel, kernelName());
}

void mapBatches(XmlMapping& xml, ScenarioSpec& scenario) {
    scenario.readyMarker = probeReadyMarker;
    xml.attributeOr("batches", scenario.probe.batches, 5U, numberBetween(1U, 100U));
    xml.attributeOr("batch-ms", scenario.probe.batchMs, 50U, numberBetween(5U, 10000U));
}

void mapKernels(XmlMapping& xml, ScenarioSpec& scenario) {
    mapBatches(xml, scenario);
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.elements("kernel", scenario.probe.kernels, mapKernel);
    if (scenario.probe.kernels.empty())
        xml.fail("expected at least one <kernel>");
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace twinvirt::bench
