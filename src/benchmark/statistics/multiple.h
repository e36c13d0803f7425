#pragma once

#include <vector>

namespace twinvirt::bench {

/// P values adjusted for being many, in their order: who takes those at most `a` for findings is
/// wrong about any of them with a probability of at most `a`, however the tests hang together
/// (S. Holm, Scandinavian Journal of Statistics 6, 1979). The i-th smallest of m, counted from 1,
/// is multiplied by m - i + 1, is no smaller than the one before it, and no more than 1.
std::vector<double> holmAdjusted(const std::vector<double>& probabilities);

} // namespace twinvirt::bench
