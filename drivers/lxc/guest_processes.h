#pragma once

#include "api/domain_types.h"
#include "lxc/launch_spec.h"
#include "util/result.h"

#include <vector>

namespace twinvirt::lxc {

/// The processes of a container whose init has the host's number `init`, init first: those in its
/// cgroups that are in its pid namespace too.
std::vector<GuestProcess> listGuestProcesses(const std::vector<CgroupMembership>& cgroups,
                                             pid_t init);

/// Sends a signal to the process that the container numbers `pid`, or to each of the process group
/// -`pid`. Only a process of the container is reached: it is named by its pidfd before it is looked
/// at. systemError with ESRCH when there is none, libvirt's numbers of other errors.
Result<void> signalGuestProcess(const std::vector<CgroupMembership>& cgroups, long pid, int signal);

} // namespace twinvirt::lxc
