#include "lxc/container_spec.h"

#include "lxc/capability_policy.h"
#include "lxc/cgroup_plan.h"
#include "lxc/device_plan.h"
#include "lxc/device_rules.h"
#include "lxc/isolation_policy.h"
#include "lxc/resource_limits.h"
#include "lxc/security_modules.h"
#include "lxc/shared_namespaces.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <functional>

namespace twinvirt::lxc {

namespace {

/// Where we and libvirt keep definitions, sockets and images: a container that shares the host's
/// root must not see them.
constexpr std::array<const char*, 6> stateDirectories{"/etc/twinvirt",     "/run/twinvirt",
                                                      "/var/lib/twinvirt", "/etc/libvirt",
                                                      "/run/libvirt",      "/var/lib/libvirt"};

/// The directories to hide that the host has, this driver's own root included.
std::vector<std::string> hiddenDirectories(const StatePaths& paths) {
    std::vector<std::string> hidden;
    for (const char* directory : stateDirectories)
        hidden.emplace_back(directory);
    if (!paths.root.empty())
        for (const char* directory : {"/etc/twinvirt", "/run/twinvirt", "/etc/libvirt"})
            hidden.push_back(paths.root + directory);
    return hidden;
}

Result<void> resolveFilesystems(const DomainDefinition& definition, const HostContext& host,
                                LaunchSpec& spec) {
    auto plan = TRY(planFilesystems(definition.devices.filesystems, host.sources));
    spec.mounts = std::move(plan.mounts);
    spec.root.shared = !plan.root;
    if (plan.root)
        static_cast<MountSpec&>(spec.root) = std::move(*plan.root);
    else
        spec.root.hidden = hiddenDirectories(host.paths);
    return {};
}

Result<InitSpec> resolveInit(const DomainDefinition& definition, unsigned consoles) {
    if (!definition.os.init || definition.os.init->empty())
        return Error{ErrorCode::xmlError,
                     "<os><init>: init binary must be specified; write <init>/sbin/init</init>"};
    if (!definition.os.init->starts_with('/'))
        return Error{ErrorCode::configUnsupported, "<os><init>: '" + *definition.os.init +
                                                       "' is no absolute path of the container"};
    InitSpec init;
    init.path = *definition.os.init;
    init.arguments = definition.os.initArguments;
    init.environment = containerEnvironment(definition, consoles);
    init.directory = definition.os.initDirectory.value_or("");
    init.user = definition.os.initUser.value_or("");
    init.group = definition.os.initGroup.value_or("");
    return init;
}

} // namespace

std::string hostNameOf(const std::string& domainName) {
    std::string name;
    for (const char c : domainName) {
        const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0 && c > 0;
        if (letter || (c == '-' && !name.empty()))
            name += c;
    }
    return name.empty() ? "localhost" : name.substr(0, 64);
}

std::string cgroupLeaf(const std::string& domainName, const StatePaths& paths) {
    std::string leaf = "lxc-" + domainFileName(domainName);
    if (!paths.root.empty()) { // another root is another world: its domains have their own cgroups
        std::array<char, 20> digits{};
        std::snprintf(digits.data(), digits.size(), "-%08zx",
                      std::hash<std::string>{}(paths.root) & 0xffffffffU);
        leaf += digits.data();
    }
    return leaf + ".twinvirt";
}

Result<LaunchSpec> resolveContainer(const DomainDefinition& definition, const HostContext& host) {
    LaunchSpec spec;
    spec.name = definition.name;
    spec.uuid = definition.uuid.value_or(Uuid{}).toString();
    spec.runDirectory = host.paths.runDirectory(definition.name).path;
    spec.hook = host.paths.hook();
    spec.hostName = hostNameOf(definition.name);
    spec.interfaces = TRY(planInterfaces(definition.devices, host.networks));
    spec.linkCounter = host.paths.linkCounter();
    spec.ownNetwork = hasOwnNetwork(definition);
    spec.consoles =
        std::max<unsigned>(1, static_cast<unsigned>(definition.devices.consoles.size()));
    TRY(resolveFilesystems(definition, host, spec));
    spec.nodes = host.nodes;
    if (showsTimers(definition.clock))
        spec.nodes.insert(spec.nodes.end(), host.timers.begin(), host.timers.end());
    nameExports(spec);
    spec.init = TRY(resolveInit(definition, spec.consoles));
    spec.cgroups =
        TRY(planCgroups(definition, host.cgroups, cgroupLeaf(definition.name, host.paths),
                        host.partitions, host.timers));
    spec.capabilities = TRY(resolveCapabilities(capabilitiesOf(definition), host.capabilities));
    TRY(resolveIsolation(definition, host.seccompFilter, spec));
    spec.securityLabels = resolveSecurityLabels(definition, host.securityModules);
    spec.onPoweroff = definition.onPoweroff;
    spec.onReboot = definition.onReboot;
    spec.onCrash = definition.onCrash;
    return spec;
}

Result<void> checkContainer(const DomainDefinition& definition) {
    LaunchSpec spec;
    TRY(resolveFilesystems(definition, HostContext{}, spec));
    TRY(checkNodes(definition.devices));
    TRY(resolveInit(definition, 1));
    TRY(planInterfaces(definition.devices, {}));
    TRY(resolveCapabilities(definition.features.capabilities, 0));
    TRY(checkIsolation(definition));
    TRY(checkSharedNamespaces(definition));
    if (definition.vcpu.cpuset && !kernelCpuList(*definition.vcpu.cpuset))
        return badCpuset(*definition.vcpu.cpuset); // devices of <blkiotune> may appear later
    return {};
}

} // namespace twinvirt::lxc
