#include "benchmark/statistics/bootstrap.h"

#include "benchmark/statistics/random.h"
#include "benchmark/statistics/resampling.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>

namespace twinvirt::bench {

/// `draw` makes the two lists of rounds of one resample.
template <typename Draw>
static std::optional<RatioDistribution>
resampleRatio(const RoundValues& numerator, const RoundValues& denominator, double estimate,
              const BootstrapOptions& options, Draw draw) {
    RatioDistribution found{estimate, {}};
    found.resampled.reserve(options.resamples);
    RoundIndices above;
    RoundIndices below;
    for (std::size_t i = 0; i < options.resamples; ++i) {
        draw(above, below);
        const auto ratio = ratioIn(numerator, above, denominator, below);
        if (!ratio)
            return std::nullopt;
        found.resampled.push_back(*ratio);
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

static RoundIndices roundsWithValues(const RoundValues& values) {
    RoundIndices usable;
    for (std::size_t round = 0; round < values.size(); ++round)
        if (!values[round].empty())
            usable.push_back(round);
    return usable;
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
    Random random(options.seed);
    const auto found = resampleRatio(numerator, denominator, *estimate, options,
                                     [&](RoundIndices& above, RoundIndices& below) {
                                         drawRounds(usable, random, above);
                                         below = above;
                                     });
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
    Random random(options.seed);
    return resampleRatio(numerator, denominator, *estimate, options,
                         [&](RoundIndices& drawnAbove, RoundIndices& drawnBelow) {
                             drawRounds(above, random, drawnAbove);
                             drawRounds(below, random, drawnBelow);
                         });
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
    Random random(options.seed);
    std::vector<double> resampled;
    resampled.reserve(options.resamples);
    std::vector<double> drawn(perRound.size());
    for (std::size_t i = 0; i < options.resamples; ++i) {
        for (double& value : drawn)
            value = perRound[random.below(perRound.size())];
        resampled.push_back(medianInPlace(drawn));
    }
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
