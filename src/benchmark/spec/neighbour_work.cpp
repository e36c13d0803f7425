#include "benchmark/spec/formats.h"
#include "benchmark/spec/probe_mapping.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <neighbour kernel='cpu-int' hogs='cpu memory disk fork net' batches='5' batch-ms='50'
///  memory-mib='96' processes='64' timeout='60s'/>
static void mapNeighbour(XmlMapping& xml, ScenarioSpec& scenario) {
    scenario.probe.kernels.resize(1);
    xml.attribute("kernel", scenario.probe.kernels[0], kernelName());
    xml.attribute("hogs", scenario.neighbour.hogs, someOf(hogWords()));
    mapBatches(xml, scenario);
    // Bounds that no host of today is endangered by.
    xml.attributeOr("memory-mib", scenario.neighbour.mebibytes, 96U, numberBetween(1U, 4096U));
    xml.attributeOr("processes", scenario.neighbour.processes, 64U, numberBetween(1U, 512U));
    xml.attributeOr("timeout", scenario.timeoutSeconds, 60.0, seconds());
}

static std::string brief(const ScenarioSpec& scenario) {
    return scenario.probe.kernels.at(0) + " beside hogs (" + listed(scenario.neighbour.hogs) + ")";
}

static std::string method(const ScenarioSpec& scenario) {
    const NeighbourSpec& neighbour = scenario.neighbour;
    return "the probe of an instance runs the kernel " + scenario.probe.kernels.at(0) + " (" +
           std::to_string(scenario.probe.batches) + " batches of at least " +
           std::to_string(scenario.probe.batchMs) +
           " ms) alone, and again beside a second instance of the same arm in which a hog runs (" +
           listed(scenario.neighbour.hogs) +
           ", one after the other, each in a new instance). Both have the limits of the arm's "
           "definition and the same CPU of the host. The loss is the median time beside the hog "
           "by the median time alone. Who has not answered within " +
           numberText(scenario.timeoutSeconds) +
           " s did not respond: that is counted, and the time that was waited for stands in for "
           "the loss, which is at least so much. The memory hog writes to " +
           std::to_string(neighbour.mebibytes) + " MiB, the fork hog has " +
           std::to_string(neighbour.processes) +
           " processes at a time, the disk hog writes and syncs 8 MiB of /tmp (/dev/shm on a "
           "host), which is memory where the definition makes it so.";
}

constinit const Work neighbourWork{"neighbour", Payload::probe, true,  0,
                                   oneAtATime,  mapNeighbour,   brief, method};

} // namespace twinvirt::bench
