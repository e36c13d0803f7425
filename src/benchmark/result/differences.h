#pragma once

#include "benchmark/result/result.h"

#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// One thing in which the arms of a run are not equal.
struct Difference {
    std::string aspect; ///< "memory"
    /// Title and value of each arm, in their order; the arms that repeat another one are left out.
    std::vector<std::pair<std::string, std::string>> arms;

    bool operator==(const Difference&) const = default;
};

/// What a comparison does not hold equal, from ArmDescription::facts: every aspect that has
/// more than one value. Empty when nothing differs, or nothing is known.
std::vector<Difference> differences(const std::vector<ArmDescription>& arms);

/// What is equal in all arms: aspect and value.
std::vector<std::pair<std::string, std::string>>
equalities(const std::vector<ArmDescription>& arms);

/// "crun: skipped, not installed …" for each arm that did not take part.
std::vector<std::string> skippedSentences(const BenchmarkResult& result);

} // namespace twinvirt::bench
