#pragma once

#include "api/domain_clones.h"
#include "util/result.h"
#include "util/uuid.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// The storage that `clone` makes for a domain is a directory below one parent, PARENT/NAME. It
/// keeps that name when the domain is renamed; whose it is says the file `owner` in it, the UUID.

/// The name of the defined domain that has the UUID; nullopt when there is none.
using OwnerName = std::function<std::optional<std::string>(const Uuid&)>;

/// The directory of a clone, empty but for its marks; its parent is made too. operationFailed when
/// there is one already, unless that is what a clone that was killed left.
Result<void> makeCloneDirectory(const std::string& directory, const Uuid& owner,
                                const OwnerName& nameOf);
/// The clone is defined: the directory is somebody's data from here on.
void finishCloneDirectory(const std::string& directory);

/// Of what a domain wrote to, removes the directories that were made for it; the rest is only
/// named. To be called once the domain is not defined any more.
Result<RemovedStorage> removeCloneStorage(const std::string& parent,
                                          const std::vector<std::string>& sources,
                                          const Uuid& owner);

/// Removes the directories of the names that `isOurs` takes and whose domain is not defined: what a
/// clone left that was killed before the definition stood, or an undefine after it was gone.
/// Returns their paths.
Result<std::vector<std::string>>
removeAbandonedClones(const std::string& parent,
                      const std::function<bool(const std::string& name)>& isOurs,
                      const OwnerName& nameOf);

} // namespace twinvirt
