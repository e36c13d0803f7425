#pragma once

#include "benchmark/run/external/external_arm.h"
#include "benchmark/run/stop_request.h"

#include <string>

namespace twinvirt::bench {

/// Boots one container with the tool, waits for the marker and removes it again: the only proof
/// that the tool works on this host. Errors: what the tool or its guest said; operationAborted.
Result<void> tryExternalArm(const ExternalArm& arm, const std::string& name,
                            const std::string& marker, unsigned cpus, const StopRequest& stop);

} // namespace twinvirt::bench
