#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <boot count='3' marker='twinvirt: ready' timeout='120s' hold='2s'/>
static void mapBoot(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attribute("count", scenario.count, numberBetween(1U, 1000U));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.attributeOr("hold", scenario.holdSeconds, 2.0, seconds());
}

static bool isOne(const ScenarioSpec& scenario) {
    return scenario.count == 1;
}

static std::string brief(const ScenarioSpec& scenario) {
    return std::to_string(scenario.count) +
           (isOne(scenario) ? " instance" : " instances at a time");
}

static std::string method(const ScenarioSpec& scenario) {
    return "a block boots " + std::to_string(scenario.count) +
           (isOne(scenario) ? " instance" : " instances one after another") + ", holds " +
           (isOne(scenario) ? "it" : "them") + " for " + numberText(scenario.holdSeconds) +
           " s, deletes them and makes sure that nothing is left. Ready: the line \"" +
           scenario.readyMarker + "\" that the guest's own init prints on its console, within " +
           numberText(scenario.timeoutSeconds) +
           " s. The clock runs on the host and starts before the driver is called; the console is "
           "attached before the guest's first instruction.";
}

constinit const Work bootWork{"boot", Payload::init, false, mapBoot, brief, method};

} // namespace twinvirt::bench
