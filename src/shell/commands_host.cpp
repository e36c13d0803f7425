#include "shell/commands.h"
#include "shell/json_output.h"
#include "shell/node_info.h"
#include "shell/shell.h"

#include <array>
#include <unistd.h>

namespace twinvirt {

namespace {

std::string line(std::string_view title, const std::string& value) {
    std::string text(title);
    text.resize(20, ' ');
    return text + " " + value + "\n";
}

/// libvirt's packed version as "9.0.0".
std::string versionText(unsigned long packed) {
    return std::to_string(packed / 1000000) + "." + std::to_string(packed / 1000 % 1000) + "." +
           std::to_string(packed % 1000);
}

Result<int> nodeinfo(Shell& shell, const ParsedCommand& command) {
    const auto info = TRY(readNodeInfo());
    if (command.has("json")) {
        shell.print(formatJson(JsonRecord{{"model", info.model},
                                          {"cpus", info.cpus},
                                          {"mhz", info.mhz},
                                          {"socketsPerCell", info.socketsPerCell},
                                          {"coresPerSocket", info.coresPerSocket},
                                          {"threadsPerCore", info.threadsPerCore},
                                          {"cells", info.cells},
                                          {"memoryKiB", info.memoryKib}}));
        return 0;
    }
    shell.print(line("CPU model:", info.model) + line("CPU(s):", std::to_string(info.cpus)) +
                line("CPU frequency:", std::to_string(info.mhz) + " MHz") +
                line("CPU socket(s):", std::to_string(info.socketsPerCell)) +
                line("Core(s) per socket:", std::to_string(info.coresPerSocket)) +
                line("Thread(s) per core:", std::to_string(info.threadsPerCore)) +
                line("NUMA cell(s):", std::to_string(info.cells)) +
                line("Memory size:", std::to_string(info.memoryKib) + " KiB"));
    return 0;
}

Result<int> hostname(Shell& shell, const ParsedCommand& command) {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return shell.failed("failed to get hostname", systemError("gethostname()"));
    shell.print(command.has("json") ? formatJson(JsonRecord{{"hostname", name.data()}})
                                    : std::string(name.data()) + "\n");
    return 0;
}

Result<int> uri(Shell& shell, const ParsedCommand& command) {
    auto* connection = TRY(shell.connection());
    const auto text = connection->uri().toString();
    shell.print(command.has("json") ? formatJson(JsonRecord{{"uri", text}}) : text + "\n");
    return 0;
}

std::string versionLines(const DriverVersion& version) {
    std::string text;
    if (version.library != 0)
        text += std::string("Using library: ") +
                (version.hypervisor == "LXC" ? "twinvirt " : "libvirt ") +
                versionText(version.library) + "\n";
    text += "Using API: " + version.hypervisor + " " + versionText(version.api) + "\n";
    if (version.hypervisorVersion == 0)
        return text + "Cannot extract running " + version.hypervisor + " hypervisor version\n";
    return text + "Running hypervisor: " + version.hypervisor + " " +
           versionText(version.hypervisorVersion) + "\n";
}

Result<int> version(Shell& shell, const ParsedCommand& command) {
    auto* connection = TRY(shell.connection());
    std::string text = "Compiled against library: twinvirt " TWINVIRT_VERSION "\n";
    JsonList list;
    for (auto* driver : TRY(connection->drivers())) {
        const auto version = TRY(driver->host().version());
        text += versionLines(version);
        list.emplace_back(
            JsonRecord{{"uri", driver->uri()},
                       {"hypervisor", version.hypervisor},
                       {"hypervisorVersion", versionText(version.hypervisorVersion)},
                       {"api", versionText(version.api)},
                       {"library", version.library != 0 ? versionText(version.library) : ""}});
    }
    shell.print(command.has("json")
                    ? formatJson(JsonRecord{{"twinvirt", TWINVIRT_VERSION}, {"drivers", list}})
                    : text);
    shell.remarkUnavailable(*connection);
    return 0;
}

/// A document for each driver of the connection, one after another.
Result<int> capabilities(Shell& shell, const ParsedCommand& command) {
    auto* connection = TRY(shell.connection());
    JsonList list;
    std::string text;
    for (auto* driver : TRY(connection->drivers())) {
        auto document = driver->host().capabilities();
        if (!document)
            return shell.failed("failed to get capabilities", document.error());
        text += *document + "\n";
        list.emplace_back(JsonRecord{{"uri", driver->uri()}, {"capabilities", *document}});
    }
    shell.print(command.has("json") ? formatJson(list) : text);
    shell.remarkUnavailable(*connection);
    return 0;
}

constexpr OptionDefinition jsonOnly[]{option::json()};
constexpr OptionDefinition versionOptions[]{
    option::refused(option::flag("daemon", ""),
                    "containers have no daemon; for libvirtd's use virsh"),
    option::json(),
};

} // namespace

constinit const CommandDefinition nodeinfoCommand{
    .name = "nodeinfo",
    .help = "node information",
    .description = "Returns basic information about the node.",
    .options = jsonOnly,
    .run = nodeinfo,
};
constinit const CommandDefinition hostnameCommand{
    .name = "hostname",
    .help = "print the hypervisor hostname",
    .options = jsonOnly,
    .run = hostname,
};
constinit const CommandDefinition uriCommand{
    .name = "uri",
    .help = "print the hypervisor canonical URI",
    .options = jsonOnly,
    .run = uri,
};
constinit const CommandDefinition versionCommand{
    .name = "version",
    .help = "show version",
    .description = "Display the system version information.",
    .options = versionOptions,
    .run = version,
};
constinit const CommandDefinition capabilitiesCommand{
    .name = "capabilities",
    .help = "capabilities",
    .description = "Returns capabilities of hypervisor/driver.",
    .options = jsonOnly,
    .run = capabilities,
};

} // namespace twinvirt
