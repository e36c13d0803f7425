#pragma once

#include "lxc/isolation/isolation_step.h"
#include "util/result.h"

namespace twinvirt::lxc {

/// What of a fresh proc or sysfs tells about the host or changes it. Paths that the running kernel
/// does not have are no error.

/// Covers what a container has no business with: a file with the null device, a directory with an
/// empty one; makes read-only what may be read. Without LaunchSpec::maskPaths only /proc/sys is
/// read-only, as libvirt has it. The settings below /proc/sys/net stay writable where the network
/// is the container's own. The null device is that of our own /dev, not what the root calls so
/// (CVE-2025-31133).
Result<void> protectProc(int proc, InitContext& init);
/// The same for a sysfs that is read-only as a whole.
Result<void> protectSys(int sys, InitContext& init);

} // namespace twinvirt::lxc
