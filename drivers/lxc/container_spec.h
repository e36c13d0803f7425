#pragma once

#include "lxc/cgroup_layout.h"
#include "lxc/filesystem_plan.h"
#include "lxc/launch_spec.h"
#include "lxc/network/interface_plan.h"
#include "lxc/partition_shares.h"
#include "lxc/state_paths.h"
#include "model/domain_definition.h"

#include <cstdint>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// What of the host a definition is resolved against.
struct HostContext {
    StatePaths paths;
    CgroupLayout cgroups;
    PartitionTable partitions;
    std::uint64_t capabilities = 0;           ///< see availableCapabilities
    std::vector<std::uint8_t> seccompFilter;  ///< of the container, made at build time
    std::vector<SourceFacts> sources;         ///< of each <filesystem>; see inspectSources
    std::vector<NodeSpec> nodes;              ///< see planNodes
    std::vector<NodeSpec> timers;             ///< see planTimers
    NetworkLookup networks;                   ///< for <interface type='network'>
    std::vector<std::string> securityModules; ///< see activeSecurityModules
};

/// Resolves a definition into what a launch needs; reads nothing but what it is handed. Errors:
/// configUnsupported or xmlError, naming the element and the remedy.
Result<LaunchSpec> resolveContainer(const DomainDefinition& definition, const HostContext& host);

/// The same checks without a host: what `define` refuses, so that `start` need not.
Result<void> checkContainer(const DomainDefinition& definition);

/// libvirt's rule: what stands in [A-Za-z0-9-], without leading hyphens; "localhost" when nothing
/// is left. At most 64 bytes (man 2 sethostname).
std::string hostNameOf(const std::string& domainName);

/// The name of the container's directory in each cgroup hierarchy: "lxc-web.twinvirt".
std::string cgroupLeaf(const std::string& domainName, const StatePaths& paths);

/// The environment of init: exactly libvirt's, with our own word in `container`, then <initenv>.
std::vector<std::string> containerEnvironment(const DomainDefinition& definition,
                                              unsigned consoles);

} // namespace twinvirt::lxc
