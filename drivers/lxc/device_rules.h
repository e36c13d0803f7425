#pragma once

#include "lxc/launch_spec.h"
#include "model/domain_definition.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The clocks of the host that <timer name='rtc'> and 'hpet' show, where the host has them: to be
/// read only. `directory`: the host's /dev.
std::vector<NodeSpec> planTimers(const Clock& clock, const std::string& directory = "/dev");
/// libvirt's rule: their nodes are made only in a container whose clock is not said to be UTC.
bool showsTimers(const Clock& clock);

/// The devices that a container may use, in the words of v1's devices.allow ("c 1:3 rwm"):
/// libvirt's list, the timers, and with <mknod state='on'/> the right to make any node, which is
/// not the right to open it.
std::vector<std::string> deviceRules(const DomainDefinition& definition,
                                     const std::vector<NodeSpec>& timers);
/// The same for the BPF program of v2.
std::vector<DeviceSpec> asDeviceSpecs(const std::vector<std::string>& rules);

} // namespace twinvirt::lxc
