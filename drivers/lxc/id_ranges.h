#pragma once

#include "lxc/state_paths.h"
#include "model/id_map.h"
#include "util/file_lock.h"
#include "util/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// The ids of the host that running containers have: no two have one in common, or root of the one
/// could do to the processes of the other what it does to its own.
struct IdsInUse {
    std::string name; ///< the container's
    IdMap map;
};

/// Those of the run directories below `paths`, but for the one of `except`.
Result<std::vector<IdsInUse>> idsInUse(const StatePaths& paths, const std::string& except);

/// Error (operationInvalid, naming the container) when the map has an id that is in use.
Result<void> refuseIdsInUse(const IdMap& map, const std::vector<IdsInUse>& used);

/// A map of 65536 ids that nobody uses, from the ranges that subuid(5) and subgid(5) give to user
/// 'twinvirt', or else to 'root'. configUnsupported when there is none.
Result<IdMap> takeFreeIds(std::string_view subuid, std::string_view subgid,
                          const std::vector<IdsInUse>& used);

/// Held from the look at what is in use until the own map stands in the run directory.
Result<FileLock> lockIds(const StatePaths& paths);

/// The map that a start of the domain gets: its own, checked, or a free one. /etc/subuid and
/// /etc/subgid are those below the paths' root where that has them.
Result<IdMap> chooseIds(const StatePaths& paths, const std::string& name, const IdMap& defined,
                        bool automatic);

} // namespace twinvirt::lxc
