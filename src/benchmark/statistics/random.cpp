#include "benchmark/statistics/random.h"

namespace twinvirt::bench {

std::uint64_t Random::below(std::uint64_t limit) {
    // The last, incomplete run of `limit` numbers is drawn again, otherwise small results would be
    // more likely.
    const std::uint64_t largest =
        std::mt19937_64::max() - (std::mt19937_64::max() % limit + 1) % limit;
    std::uint64_t drawn = engine_();
    while (drawn > largest)
        drawn = engine_();
    return drawn % limit;
}

} // namespace twinvirt::bench
