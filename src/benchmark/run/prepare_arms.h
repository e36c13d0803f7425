#pragma once

#include "benchmark/result/result.h"
#include "benchmark/run/prepared_arm.h"
#include "benchmark/run/stop_request.h"
#include "image/progress.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// What the images of a specification are made of.
struct PrepareContext {
    std::string workDirectory;  ///< where trees and archives are made; exists
    std::string cacheDirectory; ///< where a kernel is kept from run to run
    std::string probeProgram;   ///< twinvirt-bench-probe, static
    std::function<Result<Driver*>(DomainType)> driverFor;
    /// Another object of the same driver, for a thread of its own.
    std::function<Result<std::shared_ptr<Driver>>(DomainType)> openDriver;
    Progress& progress;
    const StopRequest& stop;
    std::string runId = "00000000"; ///< in the names of what the run makes on the host
};

struct PreparedRun {
    std::vector<PreparedArm> arms;
    std::string guestKernel; ///< release and how it is entered; empty without a machine
    /// nullptr unless a scenario needs it. To be removed once the run is over; it goes with the
    /// last arm at the latest.
    std::shared_ptr<RunNetwork> network;
    /// The arms that cannot run here, with the reasons. Of a tool of others: it is not installed,
    /// or a trial container did not become ready. `required` stands at one whose driver or kernel
    /// is missing: a run without it would not be what the specification asks for.
    std::vector<SkippedArm> skipped;
};

/// Makes the images that the arms name, reads the definitions, puts the images into them, asks
/// each driver whether it takes them, and boots one container with each tool of others. Errors name
/// the file and element.
Result<PreparedRun> prepareArms(const BenchmarkSpec& spec, const PrepareContext& context);

/// Takes the skipped arms out of the specification, adds the controls (addControls) to what is
/// left, and the arms of the controls to `run`. operationUnsupported when no arm is left.
Result<void> settleArms(BenchmarkSpec& spec, PreparedRun& run);

} // namespace twinvirt::bench
