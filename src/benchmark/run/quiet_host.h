#pragma once

#include "benchmark/result/gates.h"
#include "benchmark/run/stop_request.h"
#include "util/result.h"

#include <chrono>
#include <functional>

namespace twinvirt::bench {

/// Waits until no gate of the host before a run fires (pressure, load), at most so long, and
/// returns the last reading: whatever it says, the run begins. `waiting` is called once a second
/// while it waits. operationAborted when a stop was asked for.
Result<NoiseReading> waitForQuietHost(const Gates& gates, std::chrono::milliseconds patience,
                                      const StopRequest& stop,
                                      const std::function<void(const NoiseReading&)>& waiting);

} // namespace twinvirt::bench
