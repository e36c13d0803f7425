#pragma once

#include "lxc/run_directory.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The names of the host's ends of a container's interfaces, in the order of its launch spec; an
/// empty one for an interface without such an end. A file of the run directory: the names are
/// chosen at each launch anew.
Result<void> writeLinkNames(const RunDirectory& run, const std::vector<std::string>& names);
/// None when there is no such file.
std::vector<std::string> readLinkNames(const RunDirectory& run);

} // namespace twinvirt::lxc
