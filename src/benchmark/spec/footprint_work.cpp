#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <footprint count='5' marker='twinvirt: ready' timeout='120s' hold='2s'/>
static void mapFootprint(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attribute("count", scenario.count, numberBetween(1U, 1000U));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.attributeOr("hold", scenario.holdSeconds, 2.0, seconds());
}

static std::string brief(const ScenarioSpec& scenario) {
    return "what instance " + std::to_string(scenario.count) + " costs";
}

static std::string method(const ScenarioSpec& scenario) {
    const std::string hold = numberText(scenario.holdSeconds);
    return "a block boots all instances but the last of " + std::to_string(scenario.count) +
           ", leaves them alone for " + hold +
           " s and reads what they and the host's kernel use; then it boots the last one, leaves "
           "all alone for " +
           hold +
           " s and reads again. The figures are the differences, or are read from the last "
           "instance alone. Nothing is read while an instance boots.";
}

constinit const Work footprintWork{"footprint", Payload::init, false, 1000,
                                   oneAtATime,  mapFootprint,  brief, method};

} // namespace twinvirt::bench
