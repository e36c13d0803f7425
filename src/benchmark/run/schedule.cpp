#include "benchmark/run/schedule.h"

#include "benchmark/statistics/random.h"

#include <numeric>

namespace twinvirt::bench {

std::vector<std::vector<std::size_t>> drawSchedule(std::uint64_t seed, std::size_t rounds,
                                                   std::size_t arms) {
    Random random(seed);
    std::vector<std::vector<std::size_t>> schedule(rounds, std::vector<std::size_t>(arms));
    for (auto& order : schedule) {
        std::iota(order.begin(), order.end(), std::size_t{0});
        random.shuffle(order);
    }
    return schedule;
}

} // namespace twinvirt::bench
