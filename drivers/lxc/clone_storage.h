#pragma once

#include "api/domain_store.h"
#include "lxc/state_paths.h"
#include "util/result.h"

#include <optional>
#include <string>

namespace twinvirt::lxc {

/// What `clone` made for a domain: StatePaths::clones()/NAME. It keeps that name when the domain is
/// renamed; whose it is says the file `owner` in it, the UUID.

/// The directory of the clone, empty but for its marks. operationFailed when there is one already,
/// unless that is what a clone that was killed left.
Result<void> makeCloneDirectory(const StatePaths& paths, const DomainStore& store,
                                const std::string& directory, const Uuid& owner);
/// The clone is defined: the directory is somebody's data from here on.
void finishCloneDirectory(const std::string& directory);

/// The directory that `path` is in, if it was made for the domain of this UUID.
std::optional<std::string> cloneDirectoryOf(const StatePaths& paths, const std::string& path,
                                            const Uuid& owner);

} // namespace twinvirt::lxc
