#pragma once

#include "lxc/container_status.h"
#include "lxc/isolation/steps.h"
#include "util/result.h"

#include <cstdint>
#include <vector>

namespace twinvirt::lxc {

/// CLOCK_MONOTONIC, nanoseconds.
std::uint64_t monotonicNs();

/// Prepares all steps, clones init, attaches all, lets init enter all, and returns once init has
/// exec'ed its program (or, paused, is frozen on its last instruction of ours). Fills the context's
/// initPid, initPidfd and consoles, and adds a record for each step that did something; their times
/// count from `originNs`. On an error init is dead and reaped; what the steps left on the host is
/// for releaseContainer().
Result<void> launchContainer(LaunchContext& launch, const std::vector<StepPointer>& steps,
                             std::uint64_t originNs, std::vector<StepRecord>& records);

} // namespace twinvirt::lxc
