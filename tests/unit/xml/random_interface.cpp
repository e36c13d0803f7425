#include "random_domain.h"

namespace twinvirt::test {

/// As far as letters tell; whether they are addresses is a matter of consistency.
void RandomDomain::addIpConfiguration(XmlOutput& parent) {
    const std::vector<std::string> addresses{"10.0.0.2", "0.0.0.0", "fe80::1", "FD00::2", "1.2"};
    while (chance(40)) {
        XmlOutput& ip = child(parent, "ip");
        attribute(ip, "address", addresses, 100);
        attribute(ip, "family", {"ipv4", "ipv6"}, 50);
        attribute(ip, "prefix", {number(0, 128)}, 60);
        attribute(ip, "peer", addresses, 20);
    }
    while (chance(30)) {
        XmlOutput& route = child(parent, "route");
        attribute(route, "address", addresses, 100);
        attribute(route, "gateway", addresses, 100);
        attribute(route, "family", {"ipv4", "ipv6"}, 50);
        attribute(route, "prefix", {number(0, 128)}, 50);
        attribute(route, "netmask", {"255.255.0.0"}, 20);
        attribute(route, "metric", {number(1, 4294967295)}, 30);
        shuffle(route);
    }
}

void RandomDomain::addInterfaceSource(XmlOutput& interface, const std::string& type) {
    if (type == "ethernet") {
        XmlOutput& source = child(interface, "source");
        attribute(source, "dev", {"tap0"}, 20);
        return addIpConfiguration(source);
    }
    if (type != "network" && type != "bridge" && type != "direct")
        return kept(interface, {"source"});
    XmlOutput& source = child(interface, "source");
    attribute(source, type == "direct" ? "dev" : type, {"default", "br0"}, 100);
    attribute(source, "portid", {"x"}, 20);
    attribute(source, "portgroup", {"p"}, 20);
    attribute(source, "mode", {"bridge", "vepa"}, type == "direct" ? 50 : 10);
}

void RandomDomain::addLink(XmlOutput& interface) {
    const std::string most = "18446744073709551615";
    if (chance(30)) {
        XmlOutput& vlan = child(interface, "vlan");
        attribute(vlan, "trunk", {"yes", "no"}, 50);
        while (chance(60)) {
            attribute(child(vlan, "tag"), "id", {number(0, 4095)}, 100);
            attribute(vlan.children.back(), "nativeMode", {"tagged", "untagged"}, 30);
        }
    }
    if (chance(30)) {
        XmlOutput& bandwidth = child(interface, "bandwidth");
        for (const char* direction : {"outbound", "inbound"})
            if (chance(60))
                for (const char* limit : {"burst", "average", "peak", "floor"})
                    attribute(limit == std::string("burst") ? child(bandwidth, direction)
                                                            : bandwidth.children.back(),
                              limit, {"0", "1000", most}, 50);
    }
    if (chance(20)) {
        XmlOutput& port = child(interface, "virtualport");
        if (chance(40)) {
            attribute(port, "type", {"openvswitch"}, 100);
            XmlOutput& parameters = child(port, "parameters");
            attribute(parameters, "interfaceid", {"09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f"}, 90);
            attribute(parameters, "profileid", {"web", "a \"b\""}, 40);
        } else {
            attribute(port, "type", {"802.1Qbg", "none"}, 90);
            kept(port, {"parameters"});
        }
    }
    if (chance(20)) {
        XmlOutput& filter = child(interface, "filterref");
        attribute(filter, "filter", {"clean-traffic"}, 100);
        while (chance(40)) {
            XmlOutput& parameter = child(filter, "parameter");
            attribute(parameter, "name", {"IP", "my_Var2"}, 100);
            attribute(parameter, "value", {"10.0.0.1", "fd00::2", "a_b"}, 100);
        }
    }
}

void RandomDomain::addInterface(XmlOutput& devices) {
    XmlOutput& interface = child(devices, "interface");
    std::string type = pick({"network", "bridge", "direct", "ethernet", "user", "udp"});
    interface.attributes.emplace_back("type", type);
    addInterfaceSource(interface, type);
    addLink(interface);
    addIpConfiguration(interface);
    if (chance(60))
        attribute(child(interface, "mac"), "address", {"52:54:00:AA:00:01"}, 90);
    for (const char* part : {"target", "guest"})
        if (chance(40))
            attribute(child(interface, part), "dev", {"veth0", "eth0"}, 90);
    const auto single = [&](const char* name, const char* key, const Words& values) {
        if (chance(30))
            attribute(child(interface, name), key, values, 90);
    };
    single("model", "type", {"virtio"});
    single("backend", "type", {"default", "passt"});
    single("port", "isolated", {"yes", "no"});
    single("script", "path", {"/etc/x", ""});
    single("link", "state", {"up", "down"});
    single("mtu", "size", {number(0, 4294967295)});
    single("alias", "name", {"net0", "ua-x"});
    kept(interface, {"driver", "coalesce", "portForward", "address"});
    shuffle(interface);
}

} // namespace twinvirt::test
