#pragma once

#include "api/driver.h"
#include "benchmark/spec/benchmark_spec.h"

#include <optional>
#include <string>

namespace twinvirt::bench {

/// An arm that is ready to run: its definition with the run's images in it, and its driver. A host
/// has neither.
struct PreparedArm {
    ArmSpec spec;
    Driver* driver = nullptr;
    std::string definitionFile;  ///< as messages name it
    std::string definitionText;  ///< what stands in it
    DomainDefinition definition; ///< name and uuid are replaced for each instance
    /// The same with the probe as its first program, pinned to the CPU of all probes; only where a
    /// scenario needs it.
    std::optional<DomainDefinition> probeDefinition;
    std::string probeProgram; ///< on the host
};

/// What an instance boots: its own init, or the probe.
enum class Payload { init, probe };

/// The document of one instance: the arm's definition under a name and a UUID of its own.
DomainDocument instanceDocument(const PreparedArm& arm, const std::string& name,
                                Payload payload = Payload::init);

} // namespace twinvirt::bench
