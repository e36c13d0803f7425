#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

void mapXml(XmlMapping& xml, CharacterDevice& device) {
    xml.keepOthersIn(device.kept);
    if (xml.reading())
        device.line = xml.line();
    xml.attributeOr("type", device.type, std::string("pty"),
                    oneOf({"pty", "dev", "file", "pipe", "unix", "tcp", "udp", "null", "stdio",
                           "vc", "spicevmc", "spiceport", "nmdm", "qemu-vdagent", "dbus"}));
    xml.attribute("tty", device.tty);
    // udp has up to two <source>; they are kept as they stand.
    if (device.type != "udp")
        xml.part("source", Presence::optional, [&](XmlMapping& source) {
            source.attribute("path", device.sourcePath, anyText());
        });
    xml.part("target", Presence::optional, [&](XmlMapping& target) {
        target.attribute("type", device.targetType, someText());
        target.attribute("port", device.targetPort);
    });
    xml.part("alias", Presence::optional,
             [&](XmlMapping& alias) { alias.attribute("name", device.alias, someText()); });
}

} // namespace twinvirt
