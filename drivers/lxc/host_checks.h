#pragma once

#include "api/domain_types.h"
#include "lxc/cgroup_layout.h"

#include <vector>

namespace twinvirt::lxc {

/// What this host can do for containers: tried in a child where that is cheap, looked up elsewhere.
std::vector<HostCheck> checkNamespaces();
std::vector<HostCheck> checkCgroups(const CgroupLayout& layout);
std::vector<HostCheck> checkMounts();
std::vector<HostCheck> checkNetwork();
std::vector<HostCheck> checkSeccomp();
/// A security module, and lxcfs.
std::vector<HostCheck> checkConfinement();

/// Where lxcfs shows its view of /proc; empty when it does not run.
std::string lxcfsMount();

/// Runs `attempt` in a forked child, which ends with its value (0: it worked, otherwise an errno).
/// What it unshares, mounts or makes goes with it.
int tryInChild(int (*attempt)());

/// One line, in virt-host-validate's words.
HostCheck hostCheck(const std::string& topic, CheckVerdict verdict, const std::string& detail,
                    const std::string& remedy);

} // namespace twinvirt::lxc
