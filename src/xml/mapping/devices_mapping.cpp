#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

void mapXml(XmlMapping& xml, Devices& devices) {
    xml.keepOthersIn(devices.kept);
    xml.textElement("emulator", devices.emulator, absolutePath());
    xml.elements("disk", devices.disks);
    xml.elements("filesystem", devices.filesystems);
    xml.elements("interface", devices.interfaces);
    xml.elements("serial", devices.serials);
    xml.elements("console", devices.consoles);
    xml.elements("hostdev", devices.hostDevices);
}

} // namespace twinvirt
