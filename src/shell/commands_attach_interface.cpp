#include "shell/change_options.h"
#include "shell/commands.h"
#include "shell/interface_text.h"
#include "shell/shell.h"
#include "xml/device_xml.h"

#include <algorithm>
#include <charconv>

namespace twinvirt {

namespace {

/// One part of --inbound and --outbound; absent when it is empty.
Result<std::optional<std::uint64_t>> ratePart(const std::string& text, std::size_t& begin,
                                              const std::string& what) {
    if (begin > text.size())
        return std::optional<std::uint64_t>();
    const auto end = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty())
        return std::optional<std::uint64_t>();
    std::uint64_t number = 0;
    const auto [rest, failure] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (failure != std::errc() || rest != part.data() + part.size())
        return Error{ErrorCode::invalidArgument, what + " format is incorrect"};
    return std::optional(number);
}

/// average[,peak[,burst[,floor]]]
Result<std::optional<BandwidthLimit>> rate(const ParsedCommand& command, const std::string& what) {
    const auto text = command.text(what);
    if (!text)
        return std::optional<BandwidthLimit>();
    BandwidthLimit limit;
    std::size_t begin = 0;
    limit.averageKibSec = TRY(ratePart(*text, begin, what));
    limit.peakKibSec = TRY(ratePart(*text, begin, what));
    limit.burstKib = TRY(ratePart(*text, begin, what));
    limit.floorKibSec = TRY(ratePart(*text, begin, what));
    if (begin <= text->size() || (!limit.averageKibSec && !limit.floorKibSec))
        return Error{ErrorCode::invalidArgument, what + " format is incorrect"};
    if (!limit.averageKibSec && (limit.peakKibSec || limit.burstKib))
        return Error{ErrorCode::invalidArgument, what + " average is mandatory"};
    return std::optional(limit);
}

Result<NetworkInterface> interfaceFrom(const ParsedCommand& command) {
    NetworkInterface interface;
    interface.type = command.required("type");
    if (interface.type != "network" && interface.type != "bridge" && interface.type != "direct")
        return Error{ErrorCode::invalidArgument,
                     "No support for " + interface.type + " in command 'attach-interface'"};
    interface.source = command.required("source");
    interface.sourceMode = command.text("source-mode");
    interface.targetDevice = command.text("target");
    interface.mac = command.text("mac");
    interface.script = command.text("script");
    interface.model = command.text("model");
    interface.alias = command.text("alias");
    Bandwidth bandwidth;
    bandwidth.inbound = TRY(rate(command, "inbound"));
    bandwidth.outbound = TRY(rate(command, "outbound"));
    if (bandwidth.inbound || bandwidth.outbound)
        interface.bandwidth = bandwidth;
    return interface;
}

Result<int> attachInterface(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto scope = TRY(changeScope(command, domain));
    const auto interface = TRY(interfaceFrom(command));
    const auto xml = formatInterface(interface);
    if (command.has("print-xml")) {
        shell.print(xml);
        return 0;
    }
    const auto attached =
        changeDevices(domain, &DeviceChanges::attachDevice, {"(interface)", xml}, scope);
    if (!attached)
        return shell.failed("Failed to attach interface", attached.error());
    shell.done("Interface attached successfully");
    return 0;
}

/// The one interface of this type, or the one with the MAC.
Result<NetworkInterface> choose(std::vector<NetworkInterface> interfaces, const std::string& type,
                                const std::optional<std::string>& mac) {
    std::erase_if(interfaces,
                  [&](const NetworkInterface& interface) { return interface.type != type; });
    if (interfaces.empty())
        return Error{ErrorCode::operationFailed, "No interface found whose type is " + type};
    if (!mac && interfaces.size() > 1)
        return Error{ErrorCode::operationFailed,
                     "Domain has " + std::to_string(interfaces.size()) +
                         " interfaces. Please specify which one to detach using --mac"};
    for (auto& interface : interfaces)
        if (!mac || interface.mac == *mac)
            return std::move(interface);
    return Error{ErrorCode::operationFailed,
                 "No interface with MAC address " + *mac + " was found"};
}

Result<void> detach(const ParsedCommand& command, const Domain& domain, ChangeScope scope,
                    const NetworkInterface& interface) {
    return changeDevices(domain, &DeviceChanges::detachDevice,
                         {"(" + command.name() + ")", formatInterface(interface)}, scope);
}

Result<int> detachInterface(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto scope = TRY(changeScope(command, domain));
    const bool onlyConfig = scope.config && !scope.live;
    auto interfaces = TRY(interfacesOf(domain, onlyConfig));
    const auto interface =
        choose(std::move(interfaces), command.required("type"), command.text("mac"));
    if (interface && command.has("print-xml")) {
        shell.print(formatInterface(*interface));
        return 0;
    }
    const auto detached =
        interface ? detach(command, domain, scope, *interface) : Result<void>(interface.error());
    if (!detached)
        return shell.failed("Failed to detach interface", detached.error());
    shell.done("Interface detached successfully");
    return 0;
}

Result<int> domifSetlink(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto state = command.required("state");
    if (state != "up" && state != "down")
        return Error{ErrorCode::invalidArgument, "invalid link state '" + state + "'"};
    const bool config = command.has("config") || !domain.record.id;
    const auto key = command.required("interface");
    const auto interfaces = TRY(interfacesOf(domain, config));
    auto interface = findInterface(interfaces, key);
    if (!interface)
        return Error{ErrorCode::invalidArgument, "interface '" + key + "' not found"};
    interface->linkUp = state == "up";
    const auto xml = formatInterface(*interface);
    if (command.has("print-xml")) {
        shell.print(xml);
        return 0;
    }
    const auto updated =
        changeDevices(domain, &DeviceChanges::updateDevice, {"(domif-setlink)", xml},
                      {.live = !config, .config = config});
    if (!updated)
        return shell.failed("Failed to update interface link state", updated.error());
    shell.done("Device updated successfully");
    return 0;
}

constexpr OptionDefinition printXml(std::string_view what) {
    return option::flag("print-xml", what);
}
constexpr OptionDefinition attachOptions[]{
    option::domain(),
    {.name = "type",
     .type = OptionType::data,
     .help = "network interface type",
     .required = true,
     .choices = "network|bridge|direct"},
    option::data("source", "source of network interface"),
    option::namedOnly(option::text("target", "target network name")),
    option::namedOnly(option::text("mac", "MAC address")),
    option::namedOnly(option::text("script", "script used to bridge network interface")),
    option::namedOnly(option::text("model", "model type")),
    option::namedOnly(option::text("alias", "custom alias name of interface device")),
    option::namedOnly(option::text("inbound", "control domain's incoming traffics")),
    option::namedOnly(option::text("outbound", "control domain's outgoing traffics")),
    option::persistent(),
    option::config(),
    option::live(),
    option::current(),
    printXml("print XML document rather than attach the interface"),
    option::refused(option::flag("managed", ""),
                    "it is of hostdev interfaces; write the XML and use attach-device"),
    option::namedOnly(option::text("source-mode", "mode attribute of <source/> element",
                                   "bridge|vepa|private|passthrough")),
};
constexpr OptionDefinition detachOptions[]{
    option::domain(),
    option::data("type", "network interface type"),
    option::namedOnly(option::text("mac", "MAC address")),
    option::persistent(),
    option::config(),
    option::live(),
    option::current(),
    printXml("print XML document rather than detach the interface"),
};
constexpr OptionDefinition setlinkOptions[]{
    option::domain(),
    option::data("interface", "interface device (MAC Address)"),
    {.name = "state",
     .type = OptionType::data,
     .help = "new state of the device",
     .required = true,
     .choices = "up|down"},
    option::config(),
    printXml("print XML document rather than set the interface link state"),
};

} // namespace

constinit const CommandDefinition attachInterfaceCommand{
    .name = "attach-interface",
    .help = "attach network interface",
    .description = "Attach new network interface.",
    .options = attachOptions,
    .run = attachInterface,
    .changes = true,
};
constinit const CommandDefinition detachInterfaceCommand{
    .name = "detach-interface",
    .help = "detach network interface",
    .description = "Detach network interface.",
    .options = detachOptions,
    .run = detachInterface,
    .changes = true,
};
constinit const CommandDefinition domifSetlinkCommand{
    .name = "domif-setlink",
    .help = "set link state of a virtual interface",
    .description = "Set link state of a domain's virtual interface. This command wraps usage of "
                   "update-device command.",
    .options = setlinkOptions,
    .run = domifSetlink,
    .changes = true,
};

} // namespace twinvirt
