#pragma once

#include "benchmark/statistics/resampling.h"

#include <cstdint>
#include <span>
#include <vector>

namespace twinvirt::bench {

/// The median of the values of all rounds pooled, asked for again and again with other rounds drawn
/// more or less often. The values are sorted once; what a resample costs is a look at each round
/// and at the values near the middle, instead of a selection among all values.
class PooledMedian {
  public:
    /// `rounds`: which rounds of `values`, in the order in which they are drawn from.
    PooledMedian(const RoundValues& values, const RoundIndices& rounds);

    /// The median when the i-th of `rounds` stands in the pool times[i] times; 0 of an empty pool.
    [[nodiscard]] double median(std::span<const std::uint16_t> times) const;

  private:
    struct Place {
        double value;
        std::uint32_t round; ///< its place in `rounds`
    };
    /// The value that stands at `rank` (from 0) and the one after it, from `place` on, before which
    /// `before` values of the pool stand.
    [[nodiscard]] double valueAt(std::span<const std::uint16_t> times, std::size_t place,
                                 std::uint64_t before, std::uint64_t total) const;

    std::vector<Place> sorted_;
    std::size_t start_ = 0;            ///< where a resampled median is looked for first
    std::size_t sameSize_ = 0;         ///< values of each round where all have as many; else 0
    std::vector<std::uint32_t> size_;  ///< values of each round
    std::vector<std::uint32_t> below_; ///< … of them, those before start_
};

} // namespace twinvirt::bench
