#pragma once

#include "lxc/filesystem_plan.h"

#include <vector>

namespace twinvirt::lxc {

/// Looks at the sources of these <filesystem> elements before anything is started: they exist, are
/// what their type says, have no link in their path, and hold a file system where they have to.
/// One entry for each; errors name the element, its line and the remedy.
Result<std::vector<SourceFacts>> inspectSources(const std::vector<Filesystem>& filesystems);

} // namespace twinvirt::lxc
