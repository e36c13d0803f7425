#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt::kvm {

/// A <domain type='kvm'> as one of type qemu that TCG can run: what only KVM offers is replaced or
/// left out (host CPU models become QEMU's fullest, <kvm> and <hyperv> features and the timers
/// kvmclock, hypervclock and tsc go). Everything else stays.
Result<std::string> rewriteForEmulation(const std::string& xml);

} // namespace twinvirt::kvm
