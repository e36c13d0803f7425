#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <start-together levels='1 2 4 8' marker='twinvirt: ready' timeout='120s'/>
static void mapTogether(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attribute("levels", scenario.levels, risingNumbers(mostAtOnce));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    if (!scenario.levels.empty())
        scenario.count = scenario.levels.back();
}

static unsigned atOnce(const ScenarioSpec& scenario) {
    return scenario.levels.back();
}

static std::string levelsText(const ScenarioSpec& scenario) {
    std::string text;
    for (const unsigned level : scenario.levels)
        text += (text.empty() ? "" : ", ") + std::to_string(level);
    return text;
}

static std::string brief(const ScenarioSpec& scenario) {
    return levelsText(scenario) + (atOnce(scenario) == 1 ? " instance" : " instances at once");
}

static std::string method(const ScenarioSpec& scenario) {
    return "a block takes these levels one after the other: " + levelsText(scenario) +
           " instances. Those of a level start at once, each called for by a thread of its own "
           "through an object of the driver of its own; when all are ready they are deleted and it "
           "is made sure that nothing is left. Ready: the line \"" +
           scenario.readyMarker + "\" that the guest's own init prints on its console, within " +
           numberText(scenario.timeoutSeconds) +
           " s. The clock of a level starts when its threads are let go, that of an instance "
           "before "
           "its driver is called.";
}

constinit const Work togetherWork{"start-together", Payload::init, false, 0,
                                  atOnce,           mapTogether,   brief, method};

} // namespace twinvirt::bench
