#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <delete count='3' by='destroy' marker='twinvirt: ready' timeout='120s' hold='1s'/>
static void mapDelete(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attribute("count", scenario.count, numberBetween(1U, 1000U));
    xml.attributeOr("by", scenario.byShutdown, false,
                    wordFor<bool>({{"destroy", false}, {"shutdown", true}}));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.attributeOr("hold", scenario.holdSeconds, 1.0, seconds());
}

static std::string instances(const ScenarioSpec& scenario) {
    return std::to_string(scenario.count) + (scenario.count == 1 ? " instance" : " instances");
}

static std::string brief(const ScenarioSpec& scenario) {
    return instances(scenario) + (scenario.byShutdown ? " asked to end" : " deleted");
}

static std::string method(const ScenarioSpec& scenario) {
    const std::string before = "a block boots " + instances(scenario) +
                               ", each until its console says \"" + scenario.readyMarker +
                               "\" (within " + numberText(scenario.timeoutSeconds) + " s), holds " +
                               numberText(scenario.holdSeconds) + " s, and ";
    if (!scenario.byShutdown)
        return before + "destroys them, the newest first: the clock runs around the driver's call, "
                        "which asks no guest. Then it is made sure that nothing is left.";
    return before +
           "asks them to end, the newest first: a machine by its power button, a container by the "
           "signal that its init takes for it. The clock runs from the request until the driver "
           "finds the domain gone (of a machine it asks every 20 ms), at most " +
           numberText(scenario.timeoutSeconds) +
           " s: the guest's own way down is in it. An arm whose guest cannot be asked, or does not "
           "end, takes no part. The machines carry the modules of the power button.";
}

constinit const Work deleteWork{"delete",   Payload::power, false, 1000,
                                oneAtATime, mapDelete,      brief, method};

} // namespace twinvirt::bench
