#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

static XmlFormat<unsigned> weight() {
    constexpr unsigned most = 10000; // cgroup v2's; v1 stops at 1000
    return numberBetween<unsigned>(0, most);
}

void mapXml(XmlMapping& xml, BlockDeviceTune& device) {
    xml.textElement("path", device.path, absolutePath());
    xml.textElement("weight", device.weight, weight());
    xml.textElement("read_iops_sec", device.readIopsSec, defaultFormat(std::uint32_t{}));
    xml.textElement("write_iops_sec", device.writeIopsSec, defaultFormat(std::uint32_t{}));
    xml.textElement("read_bytes_sec", device.readBytesSec, defaultFormat(std::uint64_t{}));
    xml.textElement("write_bytes_sec", device.writeBytesSec, defaultFormat(std::uint64_t{}));
}

void mapXml(XmlMapping& xml, BlockIoTune& tune) {
    xml.textElement("weight", tune.weight, weight());
    xml.elements("device", tune.devices);
}

void mapXml(XmlMapping& xml, NumaMemory& memory) {
    xml.attribute("mode", memory.mode, oneOf({"strict", "preferred", "interleave", "restrictive"}));
    xml.attribute("placement", memory.placement, oneOf({"static", "auto"}));
    xml.attribute("nodeset", memory.nodeset, cpuSet());
}

} // namespace twinvirt
