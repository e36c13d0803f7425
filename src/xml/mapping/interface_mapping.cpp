#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

/// The attribute of <source> that names what an interface of this type is connected to; empty:
/// none does.
static std::string sourceAttribute(const std::string& type) {
    if (type == "network" || type == "bridge")
        return type;
    return type == "direct" ? "dev" : "";
}

static void mapNamedSource(XmlMapping& source, const std::string& attribute,
                           NetworkInterface& interface) {
    std::string name = interface.source.value_or(""); // required in these types
    source.attribute(attribute, name, someText());
    interface.source = name;
    if (interface.type == "network")
        source.attribute("portgroup", interface.portGroup, someText());
    if (interface.type == "direct")
        source.attribute("mode", interface.sourceMode,
                         oneOf({"vepa", "bridge", "private", "passthrough"}));
}

/// Of the other types <source> is kept, or holds the addresses of the host's end.
static void mapSource(XmlMapping& xml, NetworkInterface& interface) {
    std::string attribute = sourceAttribute(interface.type);
    if (!attribute.empty())
        xml.part("source", Presence::required,
                 [&](XmlMapping& source) { mapNamedSource(source, attribute, interface); });
    else if (interface.type == "ethernet")
        xml.part("source", Presence::optional,
                 [&](XmlMapping& source) { mapIpConfiguration(source, interface.hostIp); });
}

/// <name attribute='value'/>: an element for one value.
template <typename T>
static void mapSingle(XmlMapping& xml, const char* name, const char* attribute, T& value,
                      const XmlFormat<typename T::value_type>& format) {
    xml.part(name, Presence::optional,
             [&](XmlMapping& element) { element.attribute(attribute, value, format); });
}

static void mapVirtualPort(XmlMapping& xml, NetworkInterface& interface) {
    xml.attribute("type", interface.virtualPort,
                  oneOf({"none", "802.1Qbg", "802.1Qbh", "openvswitch", "midonet"}));
    if (interface.virtualPort != "openvswitch")
        return;
    xml.part("parameters", Presence::optional, [&](XmlMapping& parameters) {
        parameters.attribute("interfaceid", interface.portInterfaceId);
        parameters.attribute("profileid", interface.portProfile, someText());
    });
}

void mapXml(XmlMapping& xml, NetworkInterface& interface) {
    xml.keepOthersIn(interface.kept);
    if (xml.reading())
        interface.line = xml.line();
    xml.attribute("type", interface.type,
                  oneOf({"network", "bridge", "ethernet", "direct", "user", "vhostuser", "server",
                         "client", "mcast", "udp", "internal", "hostdev", "vdpa", "null", "vds"}));
    mapSingle(xml, "mac", "address", interface.mac, macAddress());
    mapSource(xml, interface);
    xml.element("vlan", interface.vlan);
    xml.part("virtualport", Presence::optional,
             [&](XmlMapping& port) { mapVirtualPort(port, interface); });
    xml.element("bandwidth", interface.bandwidth);
    mapSingle(xml, "port", "isolated", interface.isolated, yesNo());
    mapIpConfiguration(xml, interface.guestIp);
    mapSingle(xml, "script", "path", interface.script, anyText());
    mapSingle(xml, "target", "dev", interface.targetDevice, someText());
    mapSingle(xml, "guest", "dev", interface.guestDevice, someText());
    mapSingle(xml, "model", "type", interface.model, someText());
    mapSingle(xml, "backend", "type", interface.backend, oneOf({"default", "passt"}));
    xml.element("filterref", interface.filter);
    mapSingle(xml, "link", "state", interface.linkUp,
              wordFor<bool>({{"up", true}, {"down", false}}));
    mapSingle(xml, "mtu", "size", interface.mtu,
              numberBetween<unsigned>(0, std::numeric_limits<unsigned>::max()));
    mapSingle(xml, "alias", "name", interface.alias, someText());
}

} // namespace twinvirt
