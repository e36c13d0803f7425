#pragma once

#include "benchmark/spec/benchmark_spec.h"
#include "model/domain_definition.h"

#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// What an arm's figures depend on beside its kind, from its definition with the run's images in
/// it: aspect ("memory", "root file system", …) and value, every aspect in every arm, in the order
/// of display, "run by" as the last. `guestKernel`: see PreparedRun; "" when it is not known.
std::vector<std::pair<std::string, std::string>>
armFacts(const ArmSpec& arm, const DomainDefinition& definition, const std::string& guestKernel);

/// What a snapshot of the arm is, for a specification that makes some.
std::string snapshotFact(const ArmSpec& arm);
/// In which rounds it takes part, for a specification in which not all arms do in all.
std::string roundsFact(const ArmSpec& arm);

} // namespace twinvirt::bench
