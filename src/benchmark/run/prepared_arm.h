#pragma once

#include "api/driver.h"
#include "benchmark/spec/benchmark_spec.h"

#include <string>

namespace twinvirt::bench {

/// An arm that is ready to run: its definition with the run's images in it, and its driver.
struct PreparedArm {
    ArmSpec spec;
    Driver* driver = nullptr;
    std::string definitionFile;  ///< as messages name it
    DomainDefinition definition; ///< name and uuid are replaced for each instance
};

/// The document of one instance: the arm's definition under a name and a UUID of its own.
DomainDocument instanceDocument(const PreparedArm& arm, const std::string& name);

} // namespace twinvirt::bench
