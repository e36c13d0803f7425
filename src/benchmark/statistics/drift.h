#pragma once

#include "benchmark/statistics/bootstrap.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace twinvirt::bench {

/// An interval of a slope cannot be had from fewer points: even if each were above the one before,
/// chance alone would bring that about more often than once in twenty.
constexpr std::size_t fewestForDrift = 5;

/// The median of the slopes between all pairs of points (H. Theil 1950), with the 95 % interval of
/// P. K. Sen (Journal of the American Statistical Association 63, 1968), whose variance counts
/// ties of y. No two points have the same x. A few wild points do not move it, as they do the
/// least-squares line. nullopt for fewer than fewestForDrift points.
std::optional<Interval> theilSenSlope(const std::vector<Point>& points);

/// By what part of its median a metric of one arm went up (below zero: down) from the first round
/// to the last: slope * (rounds - 1) / median, of the medians of the rounds. Rounds without a value
/// are left out of the line. nullopt for fewer than fewestForDrift rounds with values or a median
/// that is not positive.
std::optional<Interval> relativeDrift(const RoundValues& rounds);

} // namespace twinvirt::bench
