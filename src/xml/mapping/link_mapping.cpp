#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

void mapXml(XmlMapping& xml, BandwidthLimit& limit) {
    xml.attribute("average", limit.averageKibSec);
    xml.attribute("peak", limit.peakKibSec);
    xml.attribute("floor", limit.floorKibSec);
    xml.attribute("burst", limit.burstKib);
}

void mapXml(XmlMapping& xml, Bandwidth& bandwidth) {
    xml.element("inbound", bandwidth.inbound);
    xml.element("outbound", bandwidth.outbound);
}

void mapXml(XmlMapping& xml, VlanTag& tag) {
    constexpr unsigned most = 4095; // twelve bits
    xml.attribute("id", tag.id, numberBetween<unsigned>(0, most));
    xml.attribute("nativeMode", tag.nativeMode, oneOf({"tagged", "untagged"}));
}

void mapXml(XmlMapping& xml, Vlan& vlan) {
    xml.attribute("trunk", vlan.trunk, yesNo());
    xml.elements("tag", vlan.tags);
}

void mapXml(XmlMapping& xml, FilterParameter& parameter) {
    xml.attribute("name", parameter.name, filterVariable());
    xml.attribute("value", parameter.value, filterValue());
}

void mapXml(XmlMapping& xml, FilterReference& reference) {
    xml.attribute("filter", reference.filter, someText());
    xml.elements("parameter", reference.parameters);
}

} // namespace twinvirt
