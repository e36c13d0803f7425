#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <vector>

namespace twinvirt::lxc {

/// DeviceSpec::majorNumber of a rule for the devices of all drivers.
inline constexpr std::uint32_t anyMajor = ~0U;

/// Lets the processes of a v2 cgroup use the devices of the list and no others: cgroup v2 has no
/// devices controller but a BPF program at the cgroup (man 7 cgroups, Documentation/admin-guide/
/// cgroup-v2.rst, "Device controller"). It goes with the cgroup. `cgroup`: its directory.
Result<void> attachDeviceProgram(int cgroup, const std::vector<DeviceSpec>& allowed);

/// Puts another list in the place of the one that is attached, at once: nothing is ever allowed
/// that neither allows (BPF_F_REPLACE, Linux 5.6). operationUnsupported when somebody attached a
/// program of his own to the same cgroup.
Result<void> replaceDeviceProgram(int cgroup, const std::vector<DeviceSpec>& allowed);

} // namespace twinvirt::lxc
