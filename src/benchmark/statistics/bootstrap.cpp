#include "benchmark/statistics/bootstrap.h"

#include "benchmark/statistics/pooled_median.h"
#include "benchmark/statistics/resampling.h"
#include "benchmark/statistics/round_draws.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>

namespace twinvirt::bench {

static RoundIndices roundsWithValues(const RoundValues& values) {
    RoundIndices usable;
    for (std::size_t round = 0; round < values.size(); ++round)
        if (!values[round].empty())
            usable.push_back(round);
    return usable;
}

/// The ratio of the medians of resample i of both draws; nullopt when a divisor is not positive.
static std::optional<RatioDistribution> resampleRatio(const PooledMedian& numerator,
                                                      const RoundDraws& above,
                                                      const PooledMedian& denominator,
                                                      const RoundDraws& below, double estimate) {
    RatioDistribution found{estimate, {}};
    found.resampled.reserve(above.resamples());
    for (std::size_t i = 0; i < above.resamples(); ++i) {
        const double divisor = denominator.median(below.times(i));
        if (divisor <= 0)
            return std::nullopt;
        found.resampled.push_back(numerator.median(above.times(i)) / divisor);
    }
    std::sort(found.resampled.begin(), found.resampled.end());
    return found;
}

Interval RatioDistribution::interval(double confidence) const {
    return percentileInterval(estimate, resampled, confidence);
}

double RatioDistribution::probabilityAtMost(double limit) const {
    const auto within = std::upper_bound(resampled.begin(), resampled.end(), limit);
    return (static_cast<double>(within - resampled.begin()) + 1) /
           (static_cast<double>(resampled.size()) + 1);
}

std::optional<Interval> ratioOfMedians(const RoundValues& numerator, const RoundValues& denominator,
                                       const BootstrapOptions& options) {
    RoundIndices usable;
    for (std::size_t round = 0; round < std::min(numerator.size(), denominator.size()); ++round)
        if (!numerator[round].empty() && !denominator[round].empty())
            usable.push_back(round);
    if (usable.empty())
        return std::nullopt;
    const auto estimate = ratioIn(numerator, usable, denominator, usable);
    if (!estimate)
        return std::nullopt;
    const auto draws = drawsFor(usable.size(), options);
    const auto found = resampleRatio(PooledMedian(numerator, usable), *draws,
                                     PooledMedian(denominator, usable), *draws, *estimate);
    return found ? std::optional(found->interval(options.confidence)) : std::nullopt;
}

std::optional<RatioDistribution> distributionOfIndependentMedians(const RoundValues& numerator,
                                                                  const RoundValues& denominator,
                                                                  const BootstrapOptions& options) {
    const RoundIndices above = roundsWithValues(numerator);
    const RoundIndices below = roundsWithValues(denominator);
    if (above.empty() || below.empty())
        return std::nullopt;
    const auto estimate = ratioIn(numerator, above, denominator, below);
    if (!estimate)
        return std::nullopt;
    BootstrapOptions other = options;
    other.seed = ~options.seed; // a stream of its own
    return resampleRatio(PooledMedian(numerator, above), *drawsFor(above.size(), options),
                         PooledMedian(denominator, below), *drawsFor(below.size(), other),
                         *estimate);
}

std::optional<Interval> ratioOfIndependentMedians(const RoundValues& numerator,
                                                  const RoundValues& denominator,
                                                  const BootstrapOptions& options) {
    const auto found = distributionOfIndependentMedians(numerator, denominator, options);
    return found ? std::optional(found->interval(options.confidence)) : std::nullopt;
}

std::optional<Interval> medianOverRounds(const std::vector<double>& perRound,
                                         const BootstrapOptions& options) {
    if (perRound.empty())
        return std::nullopt;
    RoundValues values;
    for (const double value : perRound)
        values.push_back({value});
    const PooledMedian medians(values, roundsWithValues(values));
    const auto draws = drawsFor(perRound.size(), options);
    std::vector<double> resampled;
    resampled.reserve(options.resamples);
    for (std::size_t i = 0; i < options.resamples; ++i)
        resampled.push_back(medians.median(draws->times(i)));
    return percentileInterval(median(perRound), std::move(resampled), options.confidence);
}

std::optional<double> leastSquaresSlope(const std::vector<Point>& points) {
    if (points.empty())
        return std::nullopt;
    double meanX = 0;
    double meanY = 0;
    for (const Point& point : points) {
        meanX += point.x / static_cast<double>(points.size());
        meanY += point.y / static_cast<double>(points.size());
    }
    double covariance = 0;
    double variance = 0;
    for (const Point& point : points) {
        covariance += (point.x - meanX) * (point.y - meanY);
        variance += (point.x - meanX) * (point.x - meanX);
    }
    if (variance <= 0)
        return std::nullopt;
    return covariance / variance;
}

} // namespace twinvirt::bench
