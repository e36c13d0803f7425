#pragma once

#include "benchmark/statistics/bootstrap.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace twinvirt::bench {

// What the bootstraps share; for those who estimate, not for those who ask.

class Random;

using RoundIndices = std::vector<std::size_t>;

/// Median of the numerator's values in the rounds `above` over that of the denominator's in
/// `below`; nullopt when the latter is not positive.
std::optional<double> ratioIn(const RoundValues& numerator, const RoundIndices& above,
                              const RoundValues& denominator, const RoundIndices& below);

/// Fills `drawn` with as many of the `usable` rounds, drawn with replacement.
void drawRounds(const RoundIndices& usable, Random& random, RoundIndices& drawn);

/// The quantiles of the resampled estimates that hold the confidence between them.
Interval percentileInterval(double estimate, std::vector<double> resampled, double confidence);

} // namespace twinvirt::bench
