#pragma once

#include "benchmark/result/result.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// One step of a start: medians over all boots of the measured rounds, milliseconds since the
/// driver was called.
struct StartStep {
    std::string name;
    std::string phase;
    double begin = 0;
    double duration = 0;

    [[nodiscard]] double end() const { return begin + duration; }
};

/// What the starts of one arm are made of.
struct StartProfile {
    std::string arm;
    std::string label;  ///< with "(tcg)" where it belongs
    std::string colour; ///< of the arm
    bool emulated = false;
    double callMs = 0;               ///< until the driver returned
    double readyMs = 0;              ///< until the guest said so
    std::vector<StartStep> steps;    ///< by their begin; the driver's own, then the guest
    std::vector<std::string> phases; ///< in the order in which they begin
};

/// The phase of what happens after the driver's last step, until the guest is ready.
inline constexpr const char* guestPhase = "guest";

/// One for each arm of a scenarioView that booted. Where a driver times no steps its call is one.
std::vector<StartProfile> startProfiles(const BenchmarkResult& result);

} // namespace twinvirt::bench
