#pragma once

#include "lxc/lxc_driver_context.h"
#include "lxc/run_directory.h"
#include "util/result.h"

#include <sys/types.h>

#include <chrono>

namespace twinvirt::lxc {

/// Waits until the supervisor (or keeper) `supervisor` of the run directory has ended, without
/// asking for its pid twice: the pidfd is its own because `alive` is still held after it is open.
/// False after `timeout`.
Result<bool> waitForRelease(const RunDirectory& directory, pid_t supervisor,
                            std::chrono::milliseconds timeout);

/// Ends the container when this driver is closed or its process ends, however that happens: a
/// watching process holds the other end of a pipe.
Result<void> watchForAutodestroy(DriverContext& context, const RunDirectory& directory,
                                 const ContainerStatus& status);

} // namespace twinvirt::lxc
