#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

/// The attribute of <source> that names what an interface of this type is connected to; empty:
/// none does.
static std::string sourceAttribute(const std::string& type) {
    if (type == "network" || type == "bridge")
        return type;
    return type == "direct" ? "dev" : "";
}

void mapXml(XmlMapping& xml, NetworkInterface& interface) {
    xml.keepOthersIn(interface.kept);
    interface.line = xml.line();
    xml.attribute("type", interface.type,
                  oneOf({"network", "bridge", "ethernet", "direct", "user", "vhostuser", "server",
                         "client", "mcast", "udp", "internal", "hostdev", "vdpa", "null", "vds"}));
    xml.part("mac", Presence::optional,
             [&](XmlMapping& mac) { mac.attribute("address", interface.mac, macAddress()); });
    std::string source = sourceAttribute(interface.type);
    if (!source.empty())
        xml.part("source", Presence::required, [&](XmlMapping& element) {
            std::string name = interface.source.value_or(""); // required in these types
            element.attribute(source, name, someText());
            interface.source = name;
            if (interface.type == "direct")
                element.attribute("mode", interface.sourceMode,
                                  oneOf({"vepa", "bridge", "private", "passthrough"}));
        });
    xml.part("target", Presence::optional, [&](XmlMapping& target) {
        target.attribute("dev", interface.targetDevice, someText());
    });
    xml.part("guest", Presence::optional,
             [&](XmlMapping& guest) { guest.attribute("dev", interface.guestDevice, someText()); });
    xml.part("model", Presence::optional,
             [&](XmlMapping& model) { model.attribute("type", interface.model, someText()); });
}

} // namespace twinvirt
