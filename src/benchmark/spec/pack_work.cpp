#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <pack count='15' marker='twinvirt: ready' timeout='120s' settle='5s' hold='30s'/>
static void mapPack(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attribute("count", scenario.count, numberBetween(1U, mostAtOnce));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.attributeOr("settle", scenario.settleSeconds, 5.0, seconds());
    xml.attributeOr("hold", scenario.holdSeconds, 30.0, seconds());
}

static unsigned atOnce(const ScenarioSpec& scenario) {
    return scenario.count;
}

static std::string instances(const ScenarioSpec& scenario) {
    return std::to_string(scenario.count) + (scenario.count == 1 ? " instance" : " instances");
}

static std::string brief(const ScenarioSpec& scenario) {
    return instances(scenario) + " that do nothing";
}

static std::string method(const ScenarioSpec& scenario) {
    return "a block starts " + instances(scenario) +
           ", none waiting for another to be ready; when each has printed the line \"" +
           scenario.readyMarker + "\" on its console (within " +
           numberText(scenario.timeoutSeconds) + " s) it waits " +
           numberText(scenario.settleSeconds) + " s more and leaves them alone for " +
           numberText(scenario.holdSeconds) +
           " s: the steady window, the only time that figures are from. In it nothing but the "
           "cheap counters of the host is read, five times a second; PSS is read before it and "
           "after it. Then all are deleted and it is made sure that nothing is left.";
}

constinit const Work packWork{"pack", Payload::init, false, mostAtOnce,
                              atOnce, mapPack,       brief, method};

} // namespace twinvirt::bench
