#pragma once

#include "lxc/cgroup_layout.h"
#include "lxc/launch_spec.h"
#include "lxc/partition_shares.h"
#include "model/domain_definition.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The cgroups that a container joins and the limits that are written to them. Only the hierarchies
/// that the definition needs: on a hybrid host the v2 tree (to freeze, to kill, for CPU time) and
/// the v1 hierarchies of its limits. `leaf` is the name of the container's own directory.
/// `timers`: see planTimers. The shares of the partitions above it are written too.
/// configUnsupported when the definition has a limit that this host cannot hold.
Result<std::vector<CgroupMembership>>
planCgroups(const DomainDefinition& definition, const CgroupLayout& layout, const std::string& leaf,
            const PartitionTable& partitions = {}, const std::vector<NodeSpec>& timers = {});

/// The devices that a container may use, for a BPF program at its v2 cgroup: see deviceRules; where
/// a v1 hierarchy holds the list, nothing.
std::vector<DeviceSpec> planDevices(const CgroupLayout& layout, const DomainDefinition& definition,
                                    const std::vector<NodeSpec>& timers);

/// The file that freezes the container and says whether it is frozen: freezer.state (v1) or
/// cgroup.freeze (v2); empty when there is neither.
std::string freezerFile(const std::vector<CgroupMembership>& memberships);

} // namespace twinvirt::lxc
