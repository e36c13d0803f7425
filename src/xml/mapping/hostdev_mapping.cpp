#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

static const char* sourceElement(const std::string& type) {
    if (type == "storage")
        return "block";
    return type == "misc" ? "char" : "interface";
}

static void mapCapabilitiesSource(XmlMapping& source, HostDevice& device) {
    source.textElement(sourceElement(device.type), device.source,
                       device.type == "net" ? someText() : absolutePath());
}

void mapXml(XmlMapping& xml, HostDevice& device) {
    xml.keepOthersIn(device.kept);
    if (xml.reading())
        device.line = xml.line();
    xml.attributeOr("mode", device.mode, std::string("subsystem"),
                    oneOf({"subsystem", "capabilities"}));
    bool ofCapabilities = device.mode == "capabilities";
    xml.attribute("type", device.type,
                  ofCapabilities ? oneOf({"storage", "misc", "net"})
                                 : oneOf({"usb", "pci", "scsi", "scsi_host", "mdev"}));
    xml.attribute("managed", device.managed, yesNo());
    if (!ofCapabilities || device.type.empty()) // empty: the type was refused
        return;
    xml.part("source", Presence::required,
             [&](XmlMapping& source) { mapCapabilitiesSource(source, device); });
    mapIpConfiguration(xml, device.guestIp);
}

} // namespace twinvirt
