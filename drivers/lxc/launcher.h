#pragma once

#include "api/domain_types.h"
#include "lxc/container_status.h"
#include "lxc/lxc_driver_context.h"
#include "model/domain_definition.h"
#include "util/result.h"

#include <chrono>
#include <vector>

namespace twinvirt::lxc {

struct Launched {
    ContainerStatus status;
    std::vector<StepTiming> steps; ///< ours ("driver") and the supervisor's
};

struct LaunchOptions {
    bool paused = false;                   ///< frozen before init's first instruction
    std::vector<int> passDescriptors = {}; ///< as StartOptions
};

/// Starts the container of a definition: run directory, launch spec, supervisor, and its report.
/// The caller holds the domain's lock and saw that it does not run. After an error nothing of it is
/// left. `began` is when the driver was called: the steps count from there.
Result<Launched> startContainer(DriverContext& context, const DomainDefinition& definition,
                                const LaunchOptions& options,
                                std::chrono::steady_clock::time_point began);

} // namespace twinvirt::lxc
