#pragma once

#include "benchmark/statistics/random.h"

#include <cmath>

namespace twinvirt::bench::test {

/// A normal value by Box and Muller, from our own numbers, so that it is the same everywhere.
inline double normal(Random& random) {
    constexpr double scale = 1ULL << 32U;
    const double u = (static_cast<double>(random.below(1ULL << 32U)) + 1) / scale;
    const double v = static_cast<double>(random.below(1ULL << 32U)) / scale;
    return std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * v);
}

} // namespace twinvirt::bench::test
