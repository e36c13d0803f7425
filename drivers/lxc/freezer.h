#pragma once

#include "util/result.h"

#include <chrono>
#include <string>

namespace twinvirt::lxc {

/// `file` is a freezer.state (v1) or a cgroup.freeze (v2), or a symlink to one; see freezerFile.

/// Did someone ask the cgroup to be frozen? (It may have some tasks still running for a moment.)
Result<bool> isFrozen(const std::string& file);

/// Freezes and waits until every task stands still, by reading the state back (the kernel's own
/// notification comes with a tick of 10 ms). operationTimeout, and thawed again, after `timeout`.
Result<void> freeze(const std::string& file, std::chrono::milliseconds timeout);

/// No error when it is not frozen.
Result<void> thaw(const std::string& file);

} // namespace twinvirt::lxc
