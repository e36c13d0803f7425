#include "benchmark/statistics/resampling.h"

#include "benchmark/statistics/round_draws.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>

namespace twinvirt::bench {

static std::vector<double> pool(const RoundValues& values, const RoundIndices& rounds) {
    std::vector<double> pooled;
    pooled.reserve(rounds.size() * (rounds.empty() ? 0 : values[rounds.front()].size()));
    for (const std::size_t round : rounds)
        pooled.insert(pooled.end(), values[round].begin(), values[round].end());
    return pooled;
}

std::optional<double> ratioIn(const RoundValues& numerator, const RoundIndices& above,
                              const RoundValues& denominator, const RoundIndices& below) {
    auto divisors = pool(denominator, below);
    const double divisor = medianInPlace(divisors);
    if (divisor <= 0)
        return std::nullopt;
    auto dividends = pool(numerator, above);
    return medianInPlace(dividends) / divisor;
}

std::shared_ptr<const RoundDraws> drawsFor(std::size_t rounds, const BootstrapOptions& options) {
    if (options.draws)
        return options.draws->of(rounds, options.resamples, options.seed);
    return std::make_shared<const RoundDraws>(rounds, options.resamples, options.seed);
}

Interval percentileInterval(double estimate, std::vector<double> resampled, double confidence) {
    std::sort(resampled.begin(), resampled.end());
    const double tail = (1 - confidence) / 2;
    return {estimate, quantileOfSorted(resampled, tail), quantileOfSorted(resampled, 1 - tail)};
}

} // namespace twinvirt::bench
