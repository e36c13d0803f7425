#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// What differs from the host's mounts in a mount namespace of a tool's own.
struct PrivateMounts {
    bool withoutUnified = false;    ///< the v2 tree of hybrid cgroups is unmounted
    std::vector<std::string> empty; ///< directories that become an empty tmpfs
    std::vector<std::pair<std::string, std::string>> binds; ///< from, to (made when missing)
};

/// Whether the host has hybrid cgroups: controllers in v1 trees, and a v2 tree beside them, which
/// some tools refuse.
bool hasHybridCgroups();

/// Makes one; it lives as long as the descriptor (for setns, man 7 mount_namespaces). The host's
/// own mounts stay as they are.
Result<UniqueFd> makeMountNamespace(const PrivateMounts& mounts);

} // namespace twinvirt::bench
