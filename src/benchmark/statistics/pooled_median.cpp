#include "benchmark/statistics/pooled_median.h"

#include <algorithm>
#include <cmath>

namespace twinvirt::bench {

PooledMedian::PooledMedian(const RoundValues& values, const RoundIndices& rounds)
    : size_(rounds.size()), below_(rounds.size()) {
    std::size_t most = 0;
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        size_[i] = static_cast<std::uint32_t>(values[rounds[i]].size());
        most = std::max(most, values[rounds[i]].size());
        for (const double value : values[rounds[i]])
            sorted_.push_back({value, static_cast<std::uint32_t>(i)});
    }
    const bool same = std::ranges::all_of(size_, [most](std::size_t size) { return size == most; });
    sameSize_ = same ? most : 0;
    std::sort(sorted_.begin(), sorted_.end(),
              [](const Place& one, const Place& other) { return one.value < other.value; });
    // The rank of a resampled median wanders by half a round's values for each draw, so by this
    // much when it is three standard deviations off. Farther off it is found too, more slowly.
    const double wander =
        1.5 * static_cast<double>(most) * std::sqrt(static_cast<double>(rounds.size()));
    const std::size_t middle = sorted_.size() / 2;
    start_ = middle - std::min(middle, static_cast<std::size_t>(wander) + 1);
    for (std::size_t place = 0; place < start_; ++place)
        ++below_[sorted_[place].round];
}

double PooledMedian::valueAt(std::span<const std::uint16_t> times, std::size_t place,
                             std::uint64_t before, std::uint64_t total) const {
    const std::uint64_t rank = (total - 1) / 2;
    for (; place < sorted_.size(); ++place) {
        before += times[sorted_[place].round];
        if (before > rank)
            break;
    }
    const double low = sorted_[place].value;
    if (total % 2 == 1 || before > rank + 1)
        return low;
    for (++place; times[sorted_[place].round] == 0;)
        ++place;
    return (low + sorted_[place].value) / 2;
}

double PooledMedian::median(std::span<const std::uint16_t> times) const {
    std::uint32_t total = 0; // of at most 2^32 values
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < below_.size(); ++i) {
        total += times[i];
        before += times[i] * below_[i];
    }
    total *= static_cast<std::uint32_t>(sameSize_);
    if (sameSize_ == 0)
        for (std::size_t i = 0; i < size_.size(); ++i)
            total += times[i] * size_[i];
    if (total == 0)
        return 0;
    const bool passed = before > (total - 1) / 2;
    return valueAt(times, passed ? 0 : start_, passed ? 0 : before, total);
}

} // namespace twinvirt::bench
