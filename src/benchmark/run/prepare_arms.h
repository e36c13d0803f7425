#pragma once

#include "benchmark/run/prepared_arm.h"
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
};

struct PreparedRun {
    std::vector<PreparedArm> arms;
    std::string guestKernel; ///< release and how it is entered; empty without a machine
};

/// Makes the images that the arms name, reads the definitions, puts the images into them, and asks
/// each driver whether it takes them. Errors name the file and element.
Result<PreparedRun> prepareArms(const BenchmarkSpec& spec, const PrepareContext& context);

} // namespace twinvirt::bench
