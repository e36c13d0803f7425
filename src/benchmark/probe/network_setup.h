#pragma once

#include "benchmark/probe/kernel.h"

namespace twinvirt::bench::probe {

/// Waits, some seconds at most, for the network device that the settings name by its hardware
/// address (a driver that was just loaded looks for it), gives it the address and brings it up.
/// Nothing to do where the settings name none: somebody else has done it.
Result<void> bringNetworkUp(const NetworkSettings& settings);

} // namespace twinvirt::bench::probe
