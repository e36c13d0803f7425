#pragma once

#include "lxc/isolation/handshake.h"
#include "lxc/isolation/steps.h"

#include <vector>

namespace twinvirt::lxc {

/// Init from its first instruction to its exec; never returns. Of the host it keeps the descriptors
/// of the steps until exec and nothing else: never the lock on `alive`, never the report socket.
[[noreturn]] void becomeInit(LaunchContext& launch, const std::vector<StepPointer>& steps,
                             Handshake& handshake, LaunchProgress& progress);

} // namespace twinvirt::lxc
