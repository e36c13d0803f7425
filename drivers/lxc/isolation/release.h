#pragma once

#include "lxc/launch_spec.h"
#include "lxc/run_directory.h"
#include "util/result.h"

namespace twinvirt::lxc {

/// Takes back everything that a container left, in whatever state its launch, its life or an
/// earlier release was when its supervisor died: kills what still runs of it (frozen or not)
/// through its cgroups and init's pidfd (named by pid, start time and boot), releases the steps in
/// reverse, and removes the run directory, `alive` last but one. Idempotent.
///
/// The caller holds the lock on `alive` (claimRunDirectory). On an error the directory stands and
/// the release may be tried again.
Result<void> releaseContainer(const RunDirectory& run);

/// The part of it that leaves the run directory: before a restart.
Result<void> releaseSteps(const RunDirectory& run);

/// Reads launch.spec.
Result<LaunchSpec> readLaunchSpec(const RunDirectory& run);

} // namespace twinvirt::lxc
