#pragma once

#include "util/result.h"

namespace twinvirt::kvm {

/// libvirt's event loop on a thread of its own, started once for the process, before the first
/// connection is opened (virEventRegisterDefaultImpl demands it). It lives until the process ends:
/// consoles, keep-alive messages and qemu:///embed need it.
Result<void> startEventLoop();

} // namespace twinvirt::kvm
