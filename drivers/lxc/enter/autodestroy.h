#pragma once

#include <string>

namespace twinvirt::lxc {

/// Waits until the pipe `caller` ends (the caller closed its driver, or died) or the container
/// does. In the first case kills the container's init; the keeper releases the rest. Returns the
/// exit code.
int destroyWithCaller(int caller, int init, const std::string& runDirectory);

} // namespace twinvirt::lxc
