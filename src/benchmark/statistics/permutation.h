#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace twinvirt::bench {

struct PermutationOptions {
    std::size_t resamples = 9999;
    std::uint64_t seed = 1;
};

/// Two-sided p value of the difference of the means of two arms, one value of each for each round.
/// If the arms were the same, either of a round's two values might have been either's: the sign of
/// each difference is drawn anew, and p is the part of the resamples whose mean difference is at
/// least as large as what was observed, the observation counted as one of them (B. Phipson and
/// G. Smyth, Statistical Applications in Genetics and Molecular Biology 9, 2010), so that it is
/// never zero. Statistic and number of resamples are those of Firecracker's tools/ab_test.py, whose
/// runs share no rounds: it shuffles all values. nullopt for no rounds or lists of unequal length.
std::optional<double> pairedPermutationTest(const std::vector<double>& one,
                                            const std::vector<double>& other,
                                            const PermutationOptions& options);

} // namespace twinvirt::bench
