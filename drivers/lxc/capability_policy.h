#pragma once

#include "model/features.h"
#include "util/result.h"

#include <cstdint>
#include <optional>

namespace twinvirt::lxc {

/// The capabilities that a container keeps, bit N for capability number N, after libvirt's rules:
/// `default` drops sys_module, sys_time, mknod, audit_control and mac_admin unless state='on';
/// `allow` keeps all but those with state='off'; `deny` drops all but those with state='on'.
/// `available` is what the host can give (its bounding set). configUnsupported for a name that is
/// no capability.
Result<std::uint64_t> resolveCapabilities(const std::optional<CapabilityFeature>& feature,
                                          std::uint64_t available);

/// CapBnd and CapPrm of this process: what a container started from it can be given.
std::uint64_t availableCapabilities();

} // namespace twinvirt::lxc
