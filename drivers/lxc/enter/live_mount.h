#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace twinvirt::lxc {

/// What twinvirt-enter does for a <filesystem> that comes or goes while its container runs: the
/// only one of `spec.mounts`. `init` is a pidfd of the container's init, `pid` its number here.
/// Both end inside the mount namespace of the container (and its user namespace, where it has one):
/// call them in a process that ends then.

/// Made on the host and attached inside as at a start: no path of the container is followed through
/// a link, and root of a user namespace can make nothing of it writable. operationInvalid when
/// something is mounted at its target already.
Result<void> mountInside(const LaunchSpec& spec, int init, pid_t pid);
/// Takes it away. operationFailed when a process has a file or its directory in it, or something is
/// mounted below (EBUSY), and when it is not at its target (ENOENT): a container can move what it
/// was given. `others`: the kernel's numbers of mounts that it is not.
Result<void> unmountInside(const LaunchSpec& spec, int init,
                           const std::vector<std::uint64_t>& others);

} // namespace twinvirt::lxc
