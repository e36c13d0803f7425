#pragma once

#include "api/driver.h"
#include "benchmark/run/external/external_arm.h"
#include "benchmark/run/run_network.h"
#include "benchmark/spec/benchmark_spec.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// An arm that is ready to run: its definition with the run's images in it, and its driver. A host
/// has neither; an arm of type='external' has its tool instead of a driver.
struct PreparedArm {
    ArmSpec spec;
    Driver* driver = nullptr;
    std::string definitionFile;  ///< as messages name it
    std::string definitionText;  ///< what stands in it
    DomainDefinition definition; ///< name and uuid are replaced for each instance
    /// The same with the probe as its first program, pinned to the CPU of all probes; only where a
    /// scenario needs it.
    std::optional<DomainDefinition> probeDefinition;
    /// The same with the modules that hear the power button; only of a machine and only where a
    /// scenario needs it.
    std::optional<DomainDefinition> powerDefinition;
    /// probeDefinition, connected to `network`.
    std::optional<DomainDefinition> networkDefinition;
    /// The same definition, connected to `network`; only of a container.
    std::optional<DomainDefinition> connectedDefinition;
    /// Of the run; only where a scenario needs it.
    std::shared_ptr<const RunNetwork> network;
    std::string probeProgram; ///< on the host
    std::shared_ptr<ExternalArm> external;
    std::vector<std::pair<std::string, std::string>> facts; ///< see armFacts
    /// Further objects of the driver, for instances that start at once: a call at a time for each.
    std::vector<std::shared_ptr<Driver>> moreDrivers;
};

/// The document of one instance: the arm's definition under a name and a UUID of its own, on the
/// CPUs of the block's instance `index` (cpusFor) unless the definition names some itself.
DomainDocument instanceDocument(const PreparedArm& arm, const std::string& name,
                                Payload payload = Payload::init, unsigned index = 0);

} // namespace twinvirt::bench
