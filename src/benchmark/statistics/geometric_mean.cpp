#include "benchmark/statistics/geometric_mean.h"

#include "benchmark/statistics/pooled_median.h"
#include "benchmark/statistics/resampling.h"
#include "benchmark/statistics/round_draws.h"

#include <algorithm>
#include <cmath>

namespace twinvirt::bench {

static bool hasValues(const RatioValues& metric, std::size_t round) {
    return round < metric.numerator.size() && round < metric.denominator.size() &&
           !metric.numerator[round].empty() && !metric.denominator[round].empty();
}

static RoundIndices roundsOfAll(const std::vector<RatioValues>& metrics) {
    RoundIndices usable;
    if (metrics.empty())
        return usable;
    for (std::size_t round = 0; round < metrics.front().numerator.size(); ++round)
        if (std::all_of(metrics.begin(), metrics.end(),
                        [round](const RatioValues& metric) { return hasValues(metric, round); }))
            usable.push_back(round);
    return usable;
}

static std::optional<double> meanIn(const std::vector<RatioValues>& metrics,
                                    const RoundIndices& rounds) {
    double logarithms = 0;
    for (const RatioValues& metric : metrics) {
        const auto ratio = ratioIn(metric.numerator, rounds, metric.denominator, rounds);
        if (!ratio || *ratio <= 0)
            return std::nullopt;
        logarithms += std::log(*ratio);
    }
    return std::exp(logarithms / static_cast<double>(metrics.size()));
}

/// The same of one resample.
static std::optional<double>
meanOf(const std::vector<std::pair<PooledMedian, PooledMedian>>& medians,
       std::span<const std::uint16_t> times) {
    double logarithms = 0;
    for (const auto& [numerator, denominator] : medians) {
        const double divisor = denominator.median(times);
        const double dividend = numerator.median(times);
        if (divisor <= 0 || dividend <= 0)
            return std::nullopt;
        logarithms += std::log(dividend / divisor);
    }
    return std::exp(logarithms / static_cast<double>(medians.size()));
}

std::optional<Interval> geometricMeanOfRatios(const std::vector<RatioValues>& metrics,
                                              const BootstrapOptions& options) {
    const RoundIndices usable = roundsOfAll(metrics);
    if (usable.empty())
        return std::nullopt;
    const auto estimate = meanIn(metrics, usable);
    if (!estimate)
        return std::nullopt;
    std::vector<std::pair<PooledMedian, PooledMedian>> medians;
    for (const RatioValues& metric : metrics)
        medians.emplace_back(PooledMedian(metric.numerator, usable),
                             PooledMedian(metric.denominator, usable));
    const auto draws = drawsFor(usable.size(), options);
    std::vector<double> resampled;
    resampled.reserve(options.resamples);
    for (std::size_t i = 0; i < options.resamples; ++i) {
        const auto mean = meanOf(medians, draws->times(i));
        if (!mean)
            return std::nullopt;
        resampled.push_back(*mean);
    }
    return percentileInterval(*estimate, std::move(resampled), options.confidence);
}

} // namespace twinvirt::bench
