#pragma once

#include "api/storage_driver.h"
#include "lxc/filesystem_plan.h"

#include <functional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// Where the volume of a pool is on this host.
using VolumeLookup =
    std::function<Result<VolumeTarget>(const std::string& pool, const std::string& volume)>;

/// Looks at the sources of these <filesystem> elements before anything is started: they exist, are
/// what their type says, have no link in their path, and hold a file system where they have to.
/// One entry for each; errors name the element, its line and the remedy.
Result<std::vector<SourceFacts>> inspectSources(const std::vector<Filesystem>& filesystems,
                                                const VolumeLookup& volumes);

} // namespace twinvirt::lxc
