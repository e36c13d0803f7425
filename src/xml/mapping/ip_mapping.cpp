#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

constexpr unsigned mostPrefix = 128; // of IPv6; consistency knows the family

static XmlFormat<std::string> family() {
    return oneOf({"ipv4", "ipv6"});
}

void mapXml(XmlMapping& xml, IpAddress& ip) {
    xml.attribute("address", ip.address, ipAddress());
    xml.attribute("family", ip.family, family());
    xml.attribute("prefix", ip.prefix, numberBetween<unsigned>(0, mostPrefix));
    xml.attribute("peer", ip.peer, ipAddress());
}

void mapXml(XmlMapping& xml, IpRoute& route) {
    xml.attribute("family", route.family, family());
    xml.attribute("address", route.address, ipAddress());
    xml.attribute("prefix", route.prefix, numberBetween<unsigned>(0, mostPrefix));
    xml.attribute("netmask", route.netmask, ipAddress());
    xml.attribute("gateway", route.gateway, ipAddress());
    xml.attribute("metric", route.metric,
                  numberBetween<unsigned>(1, std::numeric_limits<unsigned>::max()));
}

void mapIpConfiguration(XmlMapping& xml, IpConfiguration& configuration) {
    xml.elements("ip", configuration.addresses);
    xml.elements("route", configuration.routes);
}

} // namespace twinvirt
