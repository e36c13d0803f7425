#pragma once

#include "benchmark/statistics/bootstrap.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace twinvirt::bench {

// What the bootstraps share; for those who estimate, not for those who ask.

class RoundDraws;

using RoundIndices = std::vector<std::size_t>;

/// Median of the numerator's values in the rounds `above` over that of the denominator's in
/// `below`; nullopt when the latter is not positive.
std::optional<double> ratioIn(const RoundValues& numerator, const RoundIndices& above,
                              const RoundValues& denominator, const RoundIndices& below);

/// The draws over so many rounds: those that the options share, or new ones.
std::shared_ptr<const RoundDraws> drawsFor(std::size_t rounds, const BootstrapOptions& options);

/// The quantiles of the resampled estimates that hold the confidence between them.
Interval percentileInterval(double estimate, std::vector<double> resampled, double confidence);

} // namespace twinvirt::bench
