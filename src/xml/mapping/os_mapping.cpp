#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

void mapXml(XmlMapping& xml, InitEnvironment& variable) {
    xml.attribute("name", variable.name, environmentName());
    xml.text(variable.value);
}

void mapXml(XmlMapping& xml, OperatingSystem& os) {
    xml.part("type", Presence::required, [&](XmlMapping& type) {
        type.attribute("arch", os.arch, someText());
        type.attribute("machine", os.machine, someText());
        type.text(os.type, oneOf({"exe", "hvm", "linux", "xen", "xenpvh", "uml"}));
    });
    xml.textElement("init", os.init, absolutePath());
    xml.textElements("initarg", os.initArguments, someText());
    xml.elements("initenv", os.initEnvironment);
    xml.textElement("initdir", os.initDirectory, absolutePath());
    xml.textElement("inituser", os.initUser, userName());
    xml.textElement("initgroup", os.initGroup, userName());
    xml.textElement("kernel", os.kernel, absolutePath());
    xml.textElement("initrd", os.initrd, absolutePath());
    xml.textElement("cmdline", os.cmdline, anyText());
    xml.elements("boot", os.bootDevices, [](XmlMapping& boot, std::string& device) {
        boot.attribute("dev", device, oneOf({"hd", "fd", "cdrom", "network"}));
    });
}

} // namespace twinvirt
