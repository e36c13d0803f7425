#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <boot count='3' marker='twinvirt: ready' timeout='120s' hold='2s' until='80%'/>
static void mapBoot(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attribute("count", scenario.count, numberBetween(1U, 1000U));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.attributeOr("hold", scenario.holdSeconds, 2.0, seconds());
    xml.attributeOr("until", scenario.untilUsed, 1.0, percentage());
}

static bool isOne(const ScenarioSpec& scenario) {
    return scenario.count == 1;
}

static std::string untilText(const ScenarioSpec& scenario) {
    if (scenario.untilUsed >= 1)
        return "";
    return " or until " + numberText(100 * scenario.untilUsed) + " % of the host's memory is used";
}

static std::string brief(const ScenarioSpec& scenario) {
    return std::to_string(scenario.count) +
           (isOne(scenario) ? " instance" : " instances at a time") + untilText(scenario);
}

static std::string method(const ScenarioSpec& scenario) {
    return "a block boots " + std::to_string(scenario.count) +
           (isOne(scenario) ? " instance" : " instances one after another") + untilText(scenario) +
           ", holds " + (isOne(scenario) ? "it" : "them") + " for " +
           numberText(scenario.holdSeconds) +
           " s, deletes them and makes sure that nothing is left. Ready: the line \"" +
           scenario.readyMarker + "\" that the guest's own init prints on its console, within " +
           numberText(scenario.timeoutSeconds) +
           " s. The clock runs on the host and starts before the driver is called; the console is "
           "attached before the guest's first instruction.";
}

constinit const Work bootWork{"boot",     Payload::init, false, 1000,
                              oneAtATime, mapBoot,       brief, method};

} // namespace twinvirt::bench
