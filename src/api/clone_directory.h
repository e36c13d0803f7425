#pragma once

#include "util/result.h"
#include "util/uuid.h"

#include <functional>
#include <optional>
#include <string>

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

/// The directory below `parent` that `path` is in, if it was made for the domain of this UUID.
std::optional<std::string> cloneDirectoryOf(const std::string& parent, const std::string& path,
                                            const Uuid& owner);

} // namespace twinvirt
