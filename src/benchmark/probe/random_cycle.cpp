#include "benchmark/probe/random_cycle.h"

#include "benchmark/probe/split_mix.h"

#include <numeric>
#include <utility>

namespace twinvirt::bench::probe {

std::vector<std::uint32_t> randomCycle(std::uint32_t count, std::uint64_t seed) {
    std::vector<std::uint32_t> next(count);
    std::iota(next.begin(), next.end(), 0U);
    SplitMix random(seed);
    for (std::uint32_t last = count - 1; last > 0; --last)
        std::swap(next[last], next[random.below(last)]); // never itself: that would split the cycle
    return next;
}

} // namespace twinvirt::bench::probe
