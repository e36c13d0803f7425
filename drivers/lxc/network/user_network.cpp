#include "lxc/network/user_network.h"

#include "util/atomic_file.h"
#include "util/host_program.h"
#include "util/process.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <unistd.h>

namespace twinvirt::lxc {

static constexpr std::array programs{"/usr/bin/pasta", "/usr/local/bin/pasta"};
/// The network that a machine of libvirt's sees behind an interface of this type.
static constexpr const char* defaultAddress = "10.0.2.15";
static constexpr const char* defaultGateway = "10.0.2.2";
static constexpr const char* nameServer = "10.0.2.3";

static bool isIpv4(const std::string& address) {
    return address.find(':') == std::string::npos;
}

/// Of the default route that the definition has in this family; empty: none.
static std::string gatewayOf(const InterfaceSpec& spec, bool ipv4) {
    for (const auto& route : spec.routes)
        if (route.prefix == 0 && isIpv4(route.gateway) == ipv4)
            return route.gateway;
    return "";
}

std::vector<std::string> pastaArguments(const InterfaceSpec& spec,
                                        const std::string& namespaceFile) {
    // As root it would become nobody, who may not enter the namespace. It gives up all capabilities
    // but two, and every file of the host, by itself.
    std::vector<std::string> arguments{"pasta", "--runas", "0", "--quiet"};
    const auto add = [&](const std::string& option, const std::string& value) {
        arguments.push_back(option);
        arguments.push_back(value);
    };
    add("--netns", namespaceFile);
    add("--ns-ifname", spec.guestName);
    if (!spec.mac.empty())
        add("--ns-mac-addr", spec.mac);
    if (spec.mtu != 0)
        add("--mtu", std::to_string(spec.mtu));
    // Otherwise it shows the ports of the one side on the other.
    for (const char* option : {"--tcp-ports", "--udp-ports", "--tcp-ns", "--udp-ns"})
        add(option, "none");
    arguments.insert(arguments.end(), {"--config-net", "--no-map-gw"});
    bool ipv6 = false;
    std::string gateway = gatewayOf(spec, true);
    for (const auto& address : spec.addresses) {
        add("--address", address.address);
        if (isIpv4(address.address))
            add("--netmask", std::to_string(address.prefix));
        ipv6 = ipv6 || !isIpv4(address.address);
    }
    if (spec.addresses.empty()) {
        add("--address", defaultAddress);
        add("--netmask", "24");
        gateway = gateway.empty() ? defaultGateway : gateway;
    }
    if (!gateway.empty())
        add("--gateway", gateway);
    if (const auto gateway6 = gatewayOf(spec, false); !gateway6.empty())
        add("--gateway", gateway6);
    add("--dns-forward", nameServer);
    if (!ipv6)
        arguments.emplace_back("--ipv4-only");
    return arguments;
}

bool hasUserNetworks() {
    return std::any_of(programs.begin(), programs.end(),
                       [](const char* program) { return ::access(program, X_OK) == 0; });
}

static std::string lastLine(const std::string& text) {
    return text.substr(text.rfind('\n') + 1);
}

Result<void> startUserNetwork(const InterfaceSpec& spec, const std::string& namespaceFile) {
    HostProgram pasta;
    pasta.paths.assign(programs.begin(), programs.end());
    pasta.arguments = pastaArguments(spec, namespaceFile);
    pasta.endsWithCaller = true;
    const auto end = TRY(runHostProgram(pasta));
    if (end.isSuccess())
        return {};
    if (!end.wasExecuted())
        return Error{ErrorCode::operationUnsupported,
                     "<interface type='user'> is served by pasta, which is not installed; install "
                     "the package passt, or write type='bridge' or type='network'"};
    return Error{ErrorCode::operationFailed, "pasta: " + lastLine(end.errors)};
}

static bool serves(pid_t pid, const std::string& namespaceFile) {
    const auto arguments = readFile("/proc/" + std::to_string(pid) + "/cmdline").value_or("");
    return arguments.starts_with("pasta") &&
           arguments.find('\0' + namespaceFile + '\0') != std::string::npos;
}

std::vector<pid_t> userNetworkProcesses(const std::string& namespaceFile) {
    std::vector<pid_t> pids;
    DIR* stream = ::opendir("/proc");
    if (stream == nullptr)
        return pids;
    while (const dirent* entry = ::readdir(stream))
        if (const pid_t pid = std::atoi(entry->d_name); pid > 1 && serves(pid, namespaceFile))
            pids.push_back(pid);
    ::closedir(stream);
    return pids;
}

/// Those whose arguments have `wanted`; returns when they have ended, and their taps with them.
static void endPrograms(const std::string& namespaceFile, const std::string& wanted) {
    constexpr std::chrono::seconds patience{1};
    for (const pid_t pid : userNetworkProcesses(namespaceFile)) {
        const auto pidfd = openPidfd(pid);
        const auto arguments = readFile("/proc/" + std::to_string(pid) + "/cmdline").value_or("");
        if (!pidfd || !serves(pid, namespaceFile) || arguments.find(wanted) == std::string::npos)
            continue;
        (void)sendSignal(pidfd->get(), SIGKILL);
        (void)waitForExit(pidfd->get(), patience);
    }
}

void endUserNetwork(const std::string& namespaceFile, const std::string& guestName) {
    const std::string wanted = std::string("--ns-ifname") + '\0' + guestName + '\0';
    // One that was still starting may have left another in the background since.
    for (int round = 0; round < 3; ++round)
        endPrograms(namespaceFile, wanted);
}

void endUserNetworks(const std::string& namespaceFile) {
    for (const pid_t pid : userNetworkProcesses(namespaceFile))
        if (const auto pidfd = openPidfd(pid); pidfd && serves(pid, namespaceFile))
            (void)sendSignal(pidfd->get(), SIGKILL);
}

} // namespace twinvirt::lxc
