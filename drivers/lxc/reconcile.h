#pragma once

#include "api/domain_store.h"
#include "lxc/domain_state.h"
#include "lxc/state_paths.h"

#include <string>

namespace twinvirt::lxc {

/// What became of a domain whose run directory was found without its supervisor.
enum class Finding {
    nothing,   ///< somebody else is at it, or there was nothing to do
    crashed,   ///< it ran, and its supervisor died: what was left is released
    unstarted, ///< its start was interrupted: what was made is released
    rebooted,  ///< the host was restarted since: only files were left
};

/// claimRunDirectory, but waits a moment: somebody who only looks whether the domain lives holds
/// the lock for an instant, and an init that dies with its supervisor until it has ended.
Result<FileLock> claimPatiently(const RunDirectory& directory);

/// Releases what a dead container left: its processes and cgroups (from its launch spec), then its
/// run directory; what it printed last is kept of a persistent one. The caller holds the domain's
/// lock and saw RuntimeState::Phase::dead.
Result<Finding> releaseDead(const StatePaths& paths, const std::string& name, bool persistent);

/// The same under the lock; `nothing` when another process is changing the domain. A persistent
/// domain becomes shut off with its reason.
Result<Finding> reconcile(const StatePaths& paths, const DomainStore& store,
                          const std::string& name);

} // namespace twinvirt::lxc
