#include "benchmark/statistics/round_draws.h"

#include "benchmark/statistics/random.h"

namespace twinvirt::bench {

RoundDraws::RoundDraws(std::size_t rounds, std::size_t resamples, std::uint64_t seed)
    : rounds_(rounds), resamples_(resamples), times_(rounds * resamples) {
    Random random(seed);
    for (std::size_t resample = 0; resample < resamples; ++resample)
        for (std::size_t draw = 0; draw < rounds; ++draw)
            ++times_[resample * rounds + random.below(rounds)];
}

std::shared_ptr<const RoundDraws> SharedDraws::of(std::size_t rounds, std::size_t resamples,
                                                  std::uint64_t seed) {
    const std::lock_guard<std::mutex> lock(mutex_);
    auto& draws = made_[{rounds, resamples, seed}];
    if (!draws)
        draws = std::make_shared<const RoundDraws>(rounds, resamples, seed);
    return draws;
}

} // namespace twinvirt::bench
