#include "lxc/native/import.h"

#include <algorithm>
#include <array>

namespace twinvirt::lxc {

const ConfigLine* NicConfig::find(const std::string& name) const {
    const auto found = std::find_if(settings.rbegin(), settings.rend(),
                                    [&](const auto& line) { return line.key == name; });
    return found == settings.rend() ? nullptr : &*found;
}

std::string NicConfig::value(const std::string& name) const {
    const auto* line = find(name);
    return line == nullptr ? std::string() : line->value;
}

/// LXC 2's names of what LXC 3 calls otherwise.
static std::string newerName(const std::string& name) {
    return name == "ipv4" || name == "ipv6" ? name + ".address" : name;
}

static void addSetting(NicConfig& nic, const ConfigLine& line, const std::string& name) {
    if (nic.settings.empty())
        nic.first = line;
    ConfigLine setting = line;
    setting.key = newerName(name); // messages of a setting are made with nic.whole()
    nic.settings.push_back(std::move(setting));
}

Result<void> importLegacyNic(Import& import, const ConfigLine& line) {
    const auto name = line.key.substr(std::string_view("lxc.network.").size());
    if (name == "type")
        import.nics[static_cast<unsigned>(import.nics.size())] = {};
    else if (import.nics.empty())
        return line.error("comes before the device; begin with lxc.network.type");
    addSetting(import.nics.rbegin()->second, line, name);
    return {};
}

Result<void> importNic(Import& import, const ConfigLine& line) {
    const auto rest = line.key.substr(std::string_view("lxc.net.").size());
    const auto dot = rest.find('.');
    constexpr unsigned most = 1023;
    const auto number =
        TRY(readAs(line, numberBetween<unsigned>(0, most), std::string_view(rest).substr(0, dot)));
    if (dot == std::string::npos) { // "lxc.net.0 =" forgets the device
        import.nics.erase(number);
        return {};
    }
    addSetting(import.nics[number], line, rest.substr(dot + 1));
    return {};
}

namespace {

Result<IpConfiguration> readIp(Import& import, const NicConfig& nic) {
    IpConfiguration ip;
    for (const auto& line : nic.settings) {
        const bool isAddress = line.key == "ipv4.address" || line.key == "ipv6.address";
        const bool isGateway = line.key == "ipv4.gateway" || line.key == "ipv6.gateway";
        const std::string family = line.key.substr(0, 4);
        if (isAddress) {
            // "10.0.0.2/24 10.0.0.255": the broadcast address follows from the prefix.
            const auto words = wordsOf(line.value);
            if (words.empty())
                continue;
            const auto parts = splitAt(words[0], '/');
            IpAddress address;
            address.family = family;
            address.address = TRY(readAs(line, ipAddress(), parts[0]));
            if (parts.size() > 1)
                address.prefix = TRY(readAs(
                    line, numberBetween<unsigned>(0, family == "ipv4" ? 32 : 128), parts[1]));
            ip.addresses.push_back(std::move(address));
        } else if (isGateway && (line.value == "auto" || line.value == "dev")) {
            import.note(line, "dropped: write the address of the gateway");
        } else if (isGateway) {
            IpRoute route;
            route.family = family;
            route.address = family == "ipv4" ? "0.0.0.0" : "::";
            route.gateway = TRY(readAs(line, ipAddress()));
            ip.routes.push_back(std::move(route));
        }
    }
    return ip;
}

Error missing(const NicConfig& nic, const std::string& key) {
    return nic.first.error("Missing '" + key + "' attribute for NIC of type '" + nic.value("type") +
                           "'");
}

/// phys and vlan: a link of the host moves into the container.
Result<void> addHostDevice(Import& import, const NicConfig& nic) {
    HostDevice device;
    device.mode = "capabilities";
    device.type = "net";
    device.source = nic.value("link");
    if (device.source.empty())
        return missing(nic, "link");
    if (nic.value("type") == "vlan") {
        if (nic.find("vlan.id") == nullptr)
            return missing(nic, "vlan.id");
        device.source += '.' + nic.value("vlan.id");
        import.note(nic.first,
                    "the link '" + device.source + "' has to be made on the host before the start");
    }
    device.guestIp = TRY(readIp(import, nic));
    for (const auto& line : nic.settings)
        for (const char* name : {"name", "mtu", "hwaddr", "veth.pair", "macvlan.mode"})
            if (line.key == name)
                import.note(line, "dropped: the link keeps what it has on the host");
    import.domain.devices.hostDevices.push_back(std::move(device));
    return {};
}

Result<void> setSource(const NicConfig& nic, NetworkInterface& interface) {
    const auto link = nic.value("link");
    interface.type = link.empty() ? "ethernet" : "bridge";
    if (!link.empty())
        interface.source = link;
    if (nic.value("type") != "macvlan")
        return {};
    interface.type = "direct";
    if (link.empty())
        return missing(nic, "link");
    interface.sourceMode = "private"; // LXC's default
    static const auto modes = wordFor<std::string>({{"private", "private"},
                                                    {"vepa", "vepa"},
                                                    {"bridge", "bridge"},
                                                    {"passthru", "passthrough"}});
    if (const auto* mode = nic.find("macvlan.mode"))
        interface.sourceMode = TRY(readAs(*mode, modes));
    return {};
}

Result<void> setLink(Import& import, const NicConfig& nic, NetworkInterface& interface) {
    interface.linkUp = nic.value("flags") == "up";
    if (const auto* name = nic.find("name"))
        interface.guestDevice = TRY(readAs(*name, someText()));
    if (const auto* mtu = nic.find("mtu"))
        interface.mtu = TRY(readAs(*mtu, numberBetween<unsigned>(1, 65536)));
    if (const auto* pair = nic.find("veth.pair"))
        interface.targetDevice = TRY(readAs(*pair, someText()));
    const auto* address = nic.find("hwaddr");
    if (address != nullptr && address->value.find_first_of("xX") != std::string::npos)
        import.note(*address, "dropped: an address is made, as a template asks for");
    else if (address != nullptr)
        interface.mac = TRY(readAs(*address, macAddress()));
    return {};
}

void noteOthers(Import& import, const NicConfig& nic) {
    constexpr std::array known{"type",        "link",         "flags",        "name",
                               "mtu",         "veth.pair",    "hwaddr",       "macvlan.mode",
                               "vlan.id",     "ipv4.address", "ipv4.gateway", "ipv6.address",
                               "ipv6.gateway"};
    for (const auto& line : nic.settings)
        if (std::ranges::none_of(known, [&](const char* name) { return line.key == name; }))
            import.note(line, line.key.starts_with("script")
                                  ? "dropped: no program of the definition is run on the host"
                                  : "dropped: it has no counterpart in a definition");
}

Result<void> addNic(Import& import, const NicConfig& nic) {
    const auto type = nic.value("type");
    if (type == "none" || type == "empty")
        return {};
    noteOthers(import, nic);
    if (type == "phys" || type == "vlan")
        return addHostDevice(import, nic);
    if (type != "veth" && type != "macvlan") {
        import.note(nic.first, "dropped: a device of type '" + type +
                                   "' has no counterpart; write an <interface>");
        return {};
    }
    for (const auto& line : nic.settings)
        if (line.key == "vlan.id" || (line.key == "macvlan.mode" && type != "macvlan"))
            import.note(line, "dropped: it is of another type of device");
    NetworkInterface interface;
    TRY(setSource(nic, interface));
    TRY(setLink(import, nic, interface));
    interface.guestIp = TRY(readIp(import, nic));
    import.domain.devices.interfaces.push_back(std::move(interface));
    return {};
}

} // namespace

Result<void> finishNetwork(Import& import) {
    bool sharesHost = import.domain.sharedNamespaces.net.has_value();
    for (const auto& nic : import.nics) {
        sharesHost = sharesHost || nic.second.value("type") == "none";
        TRY(addNic(import, nic.second));
    }
    // No device at all, or only the loopback one, is still a network of its own.
    const auto& devices = import.domain.devices;
    const bool hasLink = std::ranges::any_of(
        devices.hostDevices, [](const HostDevice& device) { return device.type == "net"; });
    const bool hasDevice = hasLink || !devices.interfaces.empty();
    import.domain.features.privateNetwork = !hasDevice && !sharesHost;
    return {};
}

} // namespace twinvirt::lxc
