#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <reboot times='5' marker='twinvirt: ready' timeout='60s'/>
static void mapReboot(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attributeOr("times", scenario.times, 5U, numberBetween(1U, 1000U));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
}

static std::string reboots(const ScenarioSpec& scenario) {
    return std::to_string(scenario.times) + (scenario.times == 1 ? " reboot" : " reboots");
}

static std::string brief(const ScenarioSpec& scenario) {
    return reboots(scenario) + " of an instance";
}

static std::string method(const ScenarioSpec& scenario) {
    return "a block boots an instance until its console says \"" + scenario.readyMarker +
           "\", and then, " + std::to_string(scenario.times) +
           " times, asks the driver to reboot it and waits for that line to come again, within " +
           numberText(scenario.timeoutSeconds) +
           " s. The clock runs from the request; the guest's own way down and its way up are in "
           "it: "
           "a container's init gets the signal that it takes for a reboot and is started again by "
           "its keeper, a machine's power button is pressed and libvirt resets it once it is down. "
           "An arm whose guest cannot be asked, or is not ready again in time, takes no part. The "
           "machines carry the modules of the power button.";
}

constinit const Work rebootWork{"reboot",   Payload::power, false, 0,
                                oneAtATime, mapReboot,      brief, method};

} // namespace twinvirt::bench
