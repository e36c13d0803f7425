#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <snapshot times='5' marker='twinvirt: ready' timeout='60s'/>
static void mapSnapshot(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attributeOr("times", scenario.times, 5U, numberBetween(1U, 1000U));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
}

static std::string brief(const ScenarioSpec& scenario) {
    return std::to_string(scenario.times) + (scenario.times == 1 ? " snapshot" : " snapshots") +
           " of an instance";
}

static std::string method(const ScenarioSpec& scenario) {
    return "a block defines an instance and, " + std::to_string(scenario.times) +
           " times, makes a snapshot of it that could start at once (clone --snapshot): a domain "
           "that shows the original's root as it is and keeps its own changes. Of a container that "
           "is an overlay of directories over the original's tree, of a machine a qcow2 overlay "
           "over the image of its disk; the instance is shut off and nobody writes to its root, "
           "so that the copy is consistent. The clock runs around the driver's call. Then the "
           "snapshots are removed, each with its storage, and the instance is undefined. An arm "
           "whose driver makes no such snapshot takes no part. The trial boots an instance, ready "
           "at \"" +
           scenario.readyMarker + "\".";
}

constinit const Work snapshotWork{"snapshot", Payload::init, false, 0,
                                  oneAtATime, mapSnapshot,   brief, method};

} // namespace twinvirt::bench
