#pragma once

#include "util/result.h"

#include <functional>
#include <string>

namespace twinvirt::lxc {

/// Copies a directory with all that is in it: owners, modes, times, extended attributes, links,
/// holes; where the file system can share blocks (btrfs, xfs) nothing is copied twice. Nothing
/// mounted below is left out. `progress` is told the part that is done, 0 to 1. After an error
/// what was copied is still there: the caller removes it.
Result<void> copyTree(const std::string& from, const std::string& to,
                      const std::function<void(double)>& progress);

} // namespace twinvirt::lxc
