#include "benchmark/statistics/permutation.h"

#include "benchmark/statistics/random.h"

#include <cmath>

namespace twinvirt::bench {

/// Each bit of a drawn number is a sign.
static double sumWithRandomSigns(const std::vector<double>& values, Random& random) {
    constexpr unsigned signsOfADraw = 32;
    double sum = 0;
    std::uint64_t signs = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i % signsOfADraw == 0)
            signs = random.below(1ULL << signsOfADraw);
        sum += (signs & 1U) != 0 ? values[i] : -values[i];
        signs >>= 1U;
    }
    return sum;
}

std::optional<double> pairedPermutationTest(const std::vector<double>& one,
                                            const std::vector<double>& other,
                                            const PermutationOptions& options) {
    if (one.empty() || one.size() != other.size())
        return std::nullopt;
    std::vector<double> differences;
    double sum = 0;
    double size = 0;
    for (std::size_t round = 0; round < one.size(); ++round) {
        differences.push_back(one[round] - other[round]);
        sum += differences.back();
        size += std::abs(differences.back());
    }
    // Sums of the same numbers in which other signs cancel differ by their rounding.
    constexpr double rounding = 1e-12;
    const double observed = std::abs(sum) - rounding * size;
    Random random(options.seed);
    std::size_t asLarge = 1;
    for (std::size_t i = 0; i < options.resamples; ++i)
        asLarge += std::abs(sumWithRandomSigns(differences, random)) >= observed ? 1 : 0;
    return static_cast<double>(asLarge) / static_cast<double>(options.resamples + 1);
}

} // namespace twinvirt::bench
