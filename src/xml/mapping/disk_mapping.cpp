#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

/// The attribute of <source> that names what a disk of this type is made of; empty: none does.
static std::string sourceAttribute(const std::string& type) {
    if (type == "file" || type == "dir" || type == "volume")
        return type;
    if (type == "block")
        return "dev";
    return type == "network" ? "name" : "";
}

void mapXml(XmlMapping& xml, Disk& disk) {
    xml.keepOthersIn(disk.kept);
    if (xml.reading())
        disk.line = xml.line();
    xml.attributeOr("type", disk.type, std::string("file"),
                    oneOf({"file", "block", "dir", "network", "volume", "nvme", "vhostuser"}));
    xml.attributeOr("device", disk.device, std::string("disk"),
                    oneOf({"disk", "cdrom", "floppy", "lun"}));
    xml.part("driver", Presence::optional, [&](XmlMapping& driver) {
        driver.attribute("name", disk.driverName);
        driver.attribute("type", disk.driverType);
    });
    xml.part("source", Presence::optional, [&](XmlMapping& source) {
        if (std::string name = sourceAttribute(disk.type); !name.empty())
            source.attribute(name, disk.source, anyText());
    });
    xml.part("target", Presence::required, [&](XmlMapping& target) {
        target.attribute("dev", disk.targetDevice, someText());
        target.attribute("bus", disk.targetBus, someText());
    });
    xml.flag("readonly", disk.readOnly);
}

} // namespace twinvirt
