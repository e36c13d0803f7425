#pragma once

#include "benchmark/statistics/bootstrap.h"

#include <optional>
#include <vector>

namespace twinvirt::bench {

/// One metric of two arms, in the same rounds.
struct RatioValues {
    RoundValues numerator;
    RoundValues denominator;
};

/// The geometric mean of the ratios of medians of several metrics: the one mean of ratios that does
/// not depend on which arm is the reference (P. Fleming and J. Wallace, Communications of the ACM
/// 29, 1986). Its percentile bootstrap interval draws the same rounds for all metrics, so that
/// what a round did to several of them is not taken for independent. Rounds in which any of the
/// values is missing are left out. nullopt when no round or no metric remains, or when a median is
/// not positive, of all rounds or in any resample.
std::optional<Interval> geometricMeanOfRatios(const std::vector<RatioValues>& metrics,
                                              const BootstrapOptions& options);

} // namespace twinvirt::bench
