#pragma once

#include "lxc/state_paths.h"

#include <string>

namespace twinvirt::lxc {

/// Removes the files beside the run directories that a process which was killed in the middle of a
/// change left: a NAME.lock that nobody holds, and a NAME.ended or NAME.console of a domain that
/// has neither a definition nor a run directory; and entries of layers.h of such a domain, or half
/// written ones. Each under its domain's lock, so that no change is
/// under way; a domain whose lock is held is left alone. Whoever may not remove them leaves them.
void removeStaleFiles(const StatePaths& paths);
/// The same of one domain.
void removeStaleFiles(const StatePaths& paths, const std::string& name);

} // namespace twinvirt::lxc
