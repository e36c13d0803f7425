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
    double injected = 0.1;        ///< the slow-down that has to be found
    std::size_t resamples = 2000; ///< of each interval
};

/// One arm in many experiments: against itself, and against itself with every time made longer by
/// the injected part, which is what a slower arm would have given.
struct Calibration {
    unsigned experiments = 0;
    unsigned equal = 0;             ///< A/A: so many found equal …
    unsigned unclear = 0;           ///< … or could not tell
    unsigned wrong = 0;             ///< … or found a difference that is not there
    unsigned found = 0;             ///< so many found the injected slow-down
    std::vector<double> ratios;     ///< of the A/A experiments
    std::vector<double> halfWidths; ///< of their intervals: what this host can tell apart

    /// At least 95 of 100 find nothing where nothing is.
    [[nodiscard]] bool findsNoGhosts() const { return 20 * wrong <= experiments; }
    /// At least 90 of 100 find what was injected.
    [[nodiscard]] bool findsWhatIsThere() const { return 10 * found >= 9 * experiments; }
};

/// `sample` measures the arm once and gives its values. `done` is told how many experiments are
/// complete. Errors: those of `sample`.
Result<Calibration> calibrate(const CalibrationPlan& plan,
                              const std::function<Result<std::vector<double>>()>& sample,
                              const std::function<void(unsigned)>& done);

} // namespace twinvirt::bench
