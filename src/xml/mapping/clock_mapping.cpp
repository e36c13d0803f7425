#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

void mapXml(XmlMapping& xml, Timer& timer) {
    xml.keepOthersIn(timer.kept);
    xml.attribute(
        "name", timer.name,
        oneOf({"platform", "pit", "rtc", "hpet", "tsc", "kvmclock", "hypervclock", "armvtimer"}));
    xml.attribute("present", timer.present, oneOf({"yes", "no"}));
    xml.attribute("tickpolicy", timer.tickPolicy, oneOf({"delay", "catchup", "merge", "discard"}));
    xml.attribute("track", timer.track, oneOf({"boot", "guest", "wall", "realtime"}));
}

void mapXml(XmlMapping& xml, Clock& clock) {
    xml.attributeOr("offset", clock.offset, std::string("utc"),
                    oneOf({"utc", "localtime", "timezone", "variable", "absolute"}));
    xml.elements("timer", clock.timers);
}

} // namespace twinvirt
