#pragma once

#include "model/id_map.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The host's id of an id inside; that of the container's root when the map does not have it, and
/// the same number when there is no map.
std::uint32_t hostId(const std::vector<IdMapRange>& ranges, std::uint32_t inside);

/// Writes uid_map and gid_map of a process that is the first of its user namespace.
Result<void> writeIdMaps(pid_t pid, const IdMap& map);

/// A user namespace with this map that no process is in: what an idmapped mount takes its map from.
Result<UniqueFd> makeUserNamespace(const IdMap& map);

} // namespace twinvirt::lxc
