#pragma once

#include "api/driver.h"
#include "benchmark/spec/benchmark_spec.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// An arm that is ready to run: its definition with the run's images in it, and its driver. A host
/// has neither.
struct PreparedArm {
    ArmSpec spec;
    Driver* driver = nullptr;
    std::string definitionFile;  ///< as messages name it
    DomainDefinition definition; ///< name and uuid are replaced for each instance
    /// The same with the probe as its first program, pinned to the CPU of all probes; only where a
    /// scenario needs it.
    std::optional<DomainDefinition> probeDefinition;
    /// The same with the modules that hear the power button; only of a machine and only where a
    /// scenario needs it.
    std::optional<DomainDefinition> powerDefinition;
    std::string probeProgram; ///< on the host
    /// Further objects of the driver, for instances that start at once: a call at a time for each.
    std::vector<std::shared_ptr<Driver>> moreDrivers;
};

/// The document of one instance: the arm's definition under a name and a UUID of its own.
DomainDocument instanceDocument(const PreparedArm& arm, const std::string& name,
                                Payload payload = Payload::init);

} // namespace twinvirt::bench
