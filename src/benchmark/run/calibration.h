#pragma once

#include "benchmark/statistics/bootstrap.h"
#include "benchmark/statistics/verdict.h"
#include "util/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace twinvirt::bench {

/// What is asked of the whole chain from measuring to verdict.
struct CalibrationPlan {
    unsigned experiments = 100;
    unsigned rounds = 20; ///< of each experiment
    std::uint64_t seed = 1;
    double equivalence = 0.05;
    unsigned injectedPercent = 10; ///< the slow-down that has to be found
    std::size_t resamples = 2000;  ///< of each interval
};

/// One arm in many experiments: against itself, and against an arm that is really slower by the
/// injected part.
struct Calibration {
    unsigned experiments = 0;
    unsigned equal = 0;                 ///< A/A: so many found equal …
    unsigned unclear = 0;               ///< … or could not tell
    unsigned wrong = 0;                 ///< … or found a difference that is not there
    unsigned found = 0;                 ///< so many found the injected slow-down
    std::vector<double> ratios;         ///< of the A/A experiments
    std::vector<double> injectedRatios; ///< of the slower arm
    std::vector<double> halfWidths;     ///< of their intervals: what this host can tell apart

    /// At least 95 of 100 find nothing where nothing is.
    [[nodiscard]] bool findsNoGhosts() const { return 20 * wrong <= experiments; }
    /// At least 90 of 100 find what was injected.
    [[nodiscard]] bool findsWhatIsThere() const { return 10 * found >= 9 * experiments; }
};

/// Measures an arm once and gives its values: one that does so many per cent more work than it
/// counts; 0 is the arm itself.
using CalibrationSample = std::function<Result<std::vector<double>>(unsigned slowDownPercent)>;

/// In each round of an experiment the arm runs twice and the slower one once, in an order that is
/// drawn. `done` is told how many experiments are complete. Errors: those of `sample`.
Result<Calibration> calibrate(const CalibrationPlan& plan, const CalibrationSample& sample,
                              const std::function<void(unsigned)>& done);

} // namespace twinvirt::bench
