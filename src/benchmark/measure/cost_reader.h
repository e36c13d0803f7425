#pragma once

#include "api/domain_types.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// What the host's kernel keeps, and how many network links it has. Only differences say something
/// about an instance.
struct HostCost {
    double kernelMib = 0; ///< Slab + KernelStack + PageTables + Percpu of /proc/meminfo
    double links = 0;     ///< of the host's own network namespace
};

/// What one instance is made of.
struct InstanceUse {
    double threads = 0;              ///< of all its processes
    double sharedFileMib = 0;        ///< Shared_Clean: another mapping has the page too
    double privateFileMib = 0;       ///< Private_Clean
    double links = 0;                ///< of its own network namespace, when it has one
    std::optional<double> kernelMib; ///< charged to its cgroup; absent when it is not counted
};

/// Reads below a /proc that is an argument, so that a test reads a tree of its own. What is gone or
/// cannot be read counts nothing.
HostCost readHostCost(const std::string& procRoot);
InstanceUse readInstanceUse(const std::string& procRoot, const DomainFootprint& footprint);

} // namespace twinvirt::bench
