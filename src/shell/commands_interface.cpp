#include "api/network_driver.h"
#include "shell/commands.h"
#include "shell/interface_text.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "shell/table.h"

#include <array>
#include <cstdio>

namespace twinvirt {

namespace {

Result<DomainInterfaces*> liveInterfaces(const Domain& domain) {
    if (!domain.record.id)
        return Error{ErrorCode::operationInvalid,
                     "Requested operation is not valid: domain is not running"};
    auto* interfaces = domain.driver->interfaces();
    if (interfaces == nullptr)
        return Error{ErrorCode::operationUnsupported,
                     domain.driver->uri() + " does not look into the interfaces of its domains"};
    return interfaces;
}

JsonValue orNull(const std::optional<std::string>& text) {
    return text ? JsonValue(*text) : JsonValue();
}

Result<int> domiflist(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    Table table({"Interface", "Type", "Source", "Model", "MAC"});
    JsonList list;
    for (const auto& interface : TRY(interfacesOf(domain, command.has("inactive")))) {
        table.addRow({interface.targetDevice.value_or("-"), interface.type,
                      interface.source.value_or("-"), interface.model.value_or("-"),
                      interface.mac.value_or("-")});
        list.emplace_back(JsonRecord{{"interface", orNull(interface.targetDevice)},
                                     {"type", interface.type},
                                     {"source", orNull(interface.source)},
                                     {"model", orNull(interface.model)},
                                     {"mac", orNull(interface.mac)}});
    }
    shell.print(command.has("json") ? formatJson(JsonValue(list))
                                    : table.format(!shell.settings().quiet));
    return 0;
}

Result<AddressSource> addressSource(const ParsedCommand& command) {
    const auto text = command.text("source");
    if (!text)
        return AddressSource::automatic;
    if (*text == "lease")
        return AddressSource::lease;
    if (*text == "agent")
        return AddressSource::agent;
    if (*text == "arp")
        return AddressSource::arp;
    if (*text == "ns")
        return AddressSource::inside;
    return Error{ErrorCode::invalidArgument, "Unknown data source '" + *text + "'"};
}

std::string addressLine(const std::string& name, const std::string& mac, const std::string& family,
                        const std::string& address) {
    std::array<char, 512> line{};
    std::snprintf(line.data(), line.size(), " %-10s %-17s    %-12s %s\n", name.c_str(), mac.c_str(),
                  family.c_str(), address.c_str());
    return line.data();
}

std::string addressLines(const InterfaceAddresses& interface, bool full) {
    const auto name = printable(interface.name);
    if (interface.addresses.empty())
        return addressLine(name, interface.mac, "N/A", "N/A");
    std::string text;
    for (const auto& address : interface.addresses) {
        const bool named = full || text.empty();
        text += addressLine(named ? name : "-", named ? interface.mac : "-", address.family,
                            address.address + "/" + std::to_string(address.prefix));
    }
    return text;
}

JsonRecord addressRecord(const InterfaceAddresses& interface) {
    JsonList addresses;
    for (const auto& address : interface.addresses)
        addresses.emplace_back(JsonRecord{
            {"family", address.family}, {"address", address.address}, {"prefix", address.prefix}});
    return {{"interface", interface.name}, {"mac", interface.mac}, {"addresses", addresses}};
}

constexpr std::string_view addressTitle =
    " Name       MAC address          Protocol     Address\n"
    "-------------------------------------------------------------------------------\n";

Result<int> domifaddr(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto source = TRY(addressSource(command));
    const auto interfaces = liveInterfaces(domain);
    const auto found = interfaces ? (*interfaces)->addresses(domain.record.identity, source)
                                  : Result<std::vector<InterfaceAddresses>>(interfaces.error());
    if (!found)
        return shell.failed("Failed to query for interfaces addresses", found.error());
    const auto wanted = command.text("interface");
    std::string text = shell.settings().quiet ? "" : std::string(addressTitle);
    JsonList list;
    for (const auto& interface : *found) {
        if (wanted && *wanted != interface.name)
            continue;
        text += addressLines(interface, command.has("full"));
        list.emplace_back(addressRecord(interface));
    }
    shell.print(command.has("json") ? formatJson(JsonValue(list)) : text);
    return 0;
}

Result<int> domifstat(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto device = command.required("interface");
    const auto interfaces = liveInterfaces(domain);
    const auto found = interfaces ? (*interfaces)->stats(domain.record.identity, device)
                                  : Result<InterfaceStats>(interfaces.error());
    if (!found)
        return shell.failed("Failed to get interface stats " + command.required("domain") + " " +
                                device,
                            found.error());
    const std::array<std::pair<const char*, std::optional<std::int64_t>>, 8> figures{{
        {"rx_bytes", found->rxBytes},
        {"rx_packets", found->rxPackets},
        {"rx_errs", found->rxErrors},
        {"rx_drop", found->rxDropped},
        {"tx_bytes", found->txBytes},
        {"tx_packets", found->txPackets},
        {"tx_errs", found->txErrors},
        {"tx_drop", found->txDropped},
    }};
    JsonRecord record{{"interface", device}};
    std::string text;
    for (const auto& [name, value] : figures) {
        if (value)
            text += device + " " + name + " " + std::to_string(*value) + "\n";
        record.emplace_back(name, value ? JsonValue(static_cast<long>(*value)) : JsonValue());
    }
    shell.print(command.has("json") ? formatJson(JsonValue(record)) : text);
    return 0;
}

Result<int> domifGetlink(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto key = command.required("interface");
    const auto interfaces = TRY(interfacesOf(domain, command.has("config")));
    const auto interface = TRY(findInterface(interfaces, key));
    const std::string state = interface.linkUp.value_or(true) ? "up" : "down";
    shell.print(command.has("json") ? formatJson(JsonRecord{{"interface", key}, {"state", state}})
                                    : key + " " + state + "\n");
    return 0;
}

constexpr OptionDefinition interfaceOption =
    option::data("interface", "interface device (MAC Address)");
constexpr OptionDefinition domiflistOptions[]{
    option::domain(), option::flag("inactive", "get inactive rather than running configuration"),
    option::json()};
constexpr OptionDefinition domifaddrOptions[]{
    option::domain(Completion::activeDomain),
    option::text("interface", "network interface name"),
    option::flag("full", "always display names and MACs of interfaces"),
    option::text("source", "address source: 'lease', 'agent', 'arp', or 'ns' (of a container)",
                 "lease|agent|arp|ns"),
    option::json(),
};
constexpr OptionDefinition domifstatOptions[]{
    option::domain(Completion::activeDomain),
    option::data("interface", "interface device specified by name or MAC Address"), option::json()};
constexpr OptionDefinition getlinkOptions[]{
    option::domain(), interfaceOption, option::flag("config", "Get persistent interface state"),
    option::json()};

} // namespace

constinit const CommandDefinition domiflistCommand{
    .name = "domiflist",
    .help = "list all domain virtual interfaces",
    .description = "Get the summary of virtual interfaces for a domain.",
    .options = domiflistOptions,
    .run = domiflist,
};
constinit const CommandDefinition domifaddrCommand{
    .name = "domifaddr",
    .help = "Get network interfaces' addresses for a running domain",
    .description = "Get network interfaces' addresses for a running domain. Without --source a "
                   "container is\n    looked into (ns); of a machine the DHCP leases are shown.",
    .options = domifaddrOptions,
    .run = domifaddr,
};
constinit const CommandDefinition domifstatCommand{
    .name = "domifstat",
    .help = "get network interface stats for a domain",
    .description = "Get network interface stats for a running domain.",
    .options = domifstatOptions,
    .run = domifstat,
};
constinit const CommandDefinition domifGetlinkCommand{
    .name = "domif-getlink",
    .help = "get link state of a virtual interface",
    .description = "Get link state of a domain's virtual interface.",
    .options = getlinkOptions,
    .run = domifGetlink,
};

} // namespace twinvirt
