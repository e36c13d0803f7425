#include "benchmark/statistics/pooled_median.h"
#include "benchmark/statistics/random.h"
#include "benchmark/statistics/round_draws.h"
#include "benchmark/statistics/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace twinvirt::bench {
namespace {

/// The same by the plain way: every value as often as its round was drawn.
double plainMedian(const RoundValues& values, const RoundIndices& rounds,
                   std::span<const std::uint16_t> times) {
    std::vector<double> pool;
    for (std::size_t i = 0; i < rounds.size(); ++i)
        for (unsigned time = 0; time < times[i]; ++time)
            pool.insert(pool.end(), values[rounds[i]].begin(), values[rounds[i]].end());
    return median(std::move(pool));
}

TEST(PooledMedian, IsTheMedianOfThePoolWhateverIsDrawn) {
    Random random(3);
    for (const std::size_t rounds : {1U, 2U, 3U, 8U, 40U, 200U}) {
        for (const std::uint64_t most : {1U, 2U, 7U}) {
            RoundValues values(rounds);
            for (auto& round : values)
                for (std::uint64_t i = random.below(most) + 1; i > 0; --i)
                    round.push_back(static_cast<double>(random.below(50))); // with ties
            RoundIndices all(rounds);
            std::iota(all.begin(), all.end(), std::size_t{0});
            const PooledMedian pooled(values, all);
            const RoundDraws draws(rounds, 50, rounds * 10 + most);
            for (std::size_t i = 0; i < draws.resamples(); ++i)
                ASSERT_EQ(pooled.median(draws.times(i)), plainMedian(values, all, draws.times(i)))
                    << rounds << " rounds, resample " << i;
        }
    }
}

TEST(PooledMedian, IsFoundFarFromTheMiddleToo) {
    RoundValues values;
    RoundIndices all;
    for (std::size_t round = 0; round < 100; ++round) {
        values.push_back({static_cast<double>(round), static_cast<double>(round) + 0.5});
        all.push_back(round);
    }
    const PooledMedian pooled(values, all);
    for (const std::size_t only : {0U, 1U, 50U, 98U, 99U}) {
        std::vector<std::uint16_t> times(100, 0);
        times[only] = 100;
        EXPECT_DOUBLE_EQ(pooled.median(times), static_cast<double>(only) + 0.25);
    }
}

TEST(PooledMedian, LeavesRoundsOutThatAreNotAmongThoseDrawnFrom) {
    const RoundValues values{{1000}, {1, 2, 3}, {-1000}};
    const PooledMedian pooled(values, {1});
    EXPECT_DOUBLE_EQ(pooled.median(std::vector<std::uint16_t>{1}), 2);
    EXPECT_DOUBLE_EQ(pooled.median(std::vector<std::uint16_t>{0}), 0) << "an empty pool";
}

TEST(SharedDraws, AreMadeOnceForTheSameRoundsAndSeed) {
    SharedDraws draws;
    const auto first = draws.of(8, 100, 42);
    EXPECT_EQ(first, draws.of(8, 100, 42));
    EXPECT_NE(first, draws.of(9, 100, 42));
    EXPECT_NE(first, draws.of(8, 100, 43));
    for (std::size_t i = 0; i < 100; ++i) {
        const auto times = first->times(i);
        EXPECT_EQ(std::accumulate(times.begin(), times.end(), 0U), 8U);
    }
}

} // namespace
} // namespace twinvirt::bench
