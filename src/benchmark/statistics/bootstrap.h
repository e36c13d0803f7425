#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace twinvirt::bench {

/// An estimate and the interval that holds the truth with the confidence asked for.
struct Interval {
    double estimate = 0;
    double low = 0;
    double high = 0;

    bool operator==(const Interval&) const = default;
};

class SharedDraws;

struct BootstrapOptions {
    std::size_t resamples = 10000;
    double confidence = 0.95;
    std::uint64_t seed = 1;
    /// Where the draws are kept for the next figure; nullptr: they are drawn anew for each.
    std::shared_ptr<SharedDraws> draws = nullptr;
};

/// values[round]: what one arm gave in that round, any number of values.
using RoundValues = std::vector<std::vector<double>>;

/// median(numerator) / median(denominator), the values of all rounds pooled, with a percentile
/// bootstrap interval that draws whole *rounds* with replacement, the same ones for both arms:
/// what a round did to both (a busy host) cancels out, and values of one round are not taken for
/// independent. Rounds in which an arm has no value are left out. nullopt when no round remains or
/// a median of the denominator is not positive.
std::optional<Interval> ratioOfMedians(const RoundValues& numerator, const RoundValues& denominator,
                                       const BootstrapOptions& options);

/// A ratio and what the resamples made of it, ascending.
struct RatioDistribution {
    double estimate = 0;
    std::vector<double> resampled;

    /// The quantiles that hold the confidence between them (percentile bootstrap).
    [[nodiscard]] Interval interval(double confidence) const;
    /// One-sided p value of "the ratio is at most `limit`": the part of the resamples that are,
    /// one more counted on both sides (B. Phipson and G. Smyth 2010), so that it is never zero.
    [[nodiscard]] double probabilityAtMost(double limit) const;
};

/// The ratio of medians of two runs that share nothing: the rounds of each are drawn by themselves.
std::optional<RatioDistribution> distributionOfIndependentMedians(const RoundValues& numerator,
                                                                  const RoundValues& denominator,
                                                                  const BootstrapOptions& options);
/// Its interval alone.
std::optional<Interval> ratioOfIndependentMedians(const RoundValues& numerator,
                                                  const RoundValues& denominator,
                                                  const BootstrapOptions& options);

/// The median of one value for each round with its percentile bootstrap interval; nullopt for no
/// rounds.
std::optional<Interval> medianOverRounds(const std::vector<double>& perRound,
                                         const BootstrapOptions& options);

struct Point {
    double x = 0;
    double y = 0;
};

/// Slope of the least-squares line; nullopt when all x are the same.
std::optional<double> leastSquaresSlope(const std::vector<Point>& points);

} // namespace twinvirt::bench
