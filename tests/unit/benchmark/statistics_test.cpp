#include "benchmark/statistics/bootstrap.h"
#include "benchmark/statistics/random.h"
#include "benchmark/statistics/summary.h"
#include "simulated_noise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace twinvirt::bench {
namespace {

using test::normal;
using ::testing::DoubleNear;

TEST(Random, GivesTheNumbersOfTheStandardisedEngineForASeed) {
    // The 10000th number of mt19937_64 with its default seed is fixed by the C++ standard.
    std::mt19937_64 standard;
    standard.discard(9999);
    ASSERT_EQ(standard(), 9981545732273789042ULL);

    Random random(5489);
    std::mt19937_64 engine(5489);
    EXPECT_EQ(random.below(1000), engine() % 1000);
}

TEST(Random, DrawsEachNumberAboutAsOften) {
    Random random(7);
    std::array<int, 6> drawn{};
    for (int i = 0; i < 60000; ++i)
        ++drawn.at(random.below(6));
    for (const int count : drawn)
        EXPECT_NEAR(count, 10000, 400);
}

TEST(Summary, MedianOfAnOddNumberIsTheMiddleOne) {
    EXPECT_EQ(median({9, 1, 5}), 5);
}

TEST(Summary, MedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo) {
    EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
}

TEST(Summary, QuantilesAreThoseOfRAndNumPy) {
    // numpy.quantile([1, 2, 4, 8, 16], [.05, .25, .95]) = 1.2, 2, 14.4
    const std::vector<double> sorted{1, 2, 4, 8, 16};
    EXPECT_DOUBLE_EQ(quantileOfSorted(sorted, 0.05), 1.2);
    EXPECT_DOUBLE_EQ(quantileOfSorted(sorted, 0.25), 2);
    EXPECT_DOUBLE_EQ(quantileOfSorted(sorted, 0.95), 14.4);
    EXPECT_DOUBLE_EQ(quantileOfSorted(sorted, 1), 16);
}

TEST(Summary, SaysMedianSpreadAndEnds) {
    const Summary summary = summarize({16, 1, 8, 2, 4});
    EXPECT_EQ(summary.count, 5U);
    EXPECT_DOUBLE_EQ(summary.median, 4);
    EXPECT_DOUBLE_EQ(summary.mad, 3); // deviations 12 3 4 2 0
    EXPECT_DOUBLE_EQ(summary.minimum, 1);
    EXPECT_DOUBLE_EQ(summary.maximum, 16);
    EXPECT_DOUBLE_EQ(summary.p95, 14.4);
}

TEST(Summary, OfNothingIsZeroAndOfOneValueIsThatValue) {
    EXPECT_EQ(summarize({}), Summary{});
    const Summary one = summarize({3});
    EXPECT_EQ(one.p5, 3);
    EXPECT_EQ(one.p95, 3);
    EXPECT_EQ(one.mad, 0);
}

TEST(RatioOfMedians, OfValuesThatNeverVaryIsExact) {
    const RoundValues fast(10, {2.0, 2.0});
    const RoundValues slow(10, {6.0, 6.0, 6.0});
    const auto ratio = ratioOfMedians(slow, fast, {});
    ASSERT_TRUE(ratio);
    EXPECT_EQ(*ratio, (Interval{3, 3, 3}));
}

TEST(RatioOfMedians, OfRoundsThatDisturbBothArmsAlikeStaysNarrow) {
    // Each round is slower than the one before by half; the arms differ by exactly 2 in all.
    RoundValues one;
    RoundValues two;
    for (int round = 0; round < 9; ++round) {
        const double disturbance = std::pow(1.5, round);
        one.push_back({disturbance});
        two.push_back({2 * disturbance});
    }
    const auto ratio = ratioOfMedians(two, one, {});
    ASSERT_TRUE(ratio);
    EXPECT_DOUBLE_EQ(ratio->low, 2);
    EXPECT_DOUBLE_EQ(ratio->high, 2);
}

TEST(RatioOfMedians, LeavesOutRoundsInWhichAnArmHasNoValue) {
    const RoundValues numerator{{4}, {4}, {}};
    const RoundValues denominator{{2}, {2}, {100}};
    const auto ratio = ratioOfMedians(numerator, denominator, {});
    ASSERT_TRUE(ratio);
    EXPECT_EQ(ratio->estimate, 2);
    EXPECT_EQ(ratio->high, 2);
}

TEST(RatioOfMedians, IsTheSameForTheSameSeedAndAnotherForAnother) {
    const RoundValues numerator{{4}, {5}, {7}, {4.4}, {6}, {5.5}, {4.9}, {8}};
    const RoundValues denominator{{2}, {2.4}, {3}, {2.1}, {2.6}, {3.3}, {2}, {2.2}};
    const auto first = ratioOfMedians(numerator, denominator, {200, 0.95, 1});
    EXPECT_EQ(first, ratioOfMedians(numerator, denominator, {200, 0.95, 1}));
    EXPECT_NE(first, ratioOfMedians(numerator, denominator, {200, 0.95, 2}));
}

TEST(RatioOfMedians, IsNothingWithoutARoundOrWithoutAPositiveDenominator) {
    EXPECT_FALSE(ratioOfMedians({}, {}, {}));
    EXPECT_FALSE(ratioOfMedians({{1}}, {{0}}, {}));
}

/// Three log-normal values a round, disturbed by a factor common to the round.
RoundValues simulateArm(Random& random, const std::vector<double>& disturbance, double middle) {
    RoundValues rounds;
    for (const double common : disturbance) {
        std::vector<double> values;
        for (int boot = 0; boot < 3; ++boot)
            values.push_back(middle * common * std::exp(0.1 * normal(random)));
        rounds.push_back(values);
    }
    return rounds;
}

TEST(RatioOfMedians, CoversTheTruthInAboutNineteenOfTwentySimulatedRuns) {
    constexpr int runs = 400;
    constexpr double truth = 1.3;
    Random random(20240229);
    int covered = 0;
    for (int run = 0; run < runs; ++run) {
        std::vector<double> disturbance(20);
        for (double& common : disturbance)
            common = std::exp(0.1 * normal(random));
        const RoundValues slow = simulateArm(random, disturbance, truth);
        const RoundValues fast = simulateArm(random, disturbance, 1);
        const auto ratio = ratioOfMedians(slow, fast, {400, 0.95, static_cast<std::uint64_t>(run)});
        ASSERT_TRUE(ratio);
        covered += ratio->low <= truth && truth <= ratio->high ? 1 : 0;
    }
    EXPECT_GE(covered, runs * 91 / 100);
    EXPECT_LE(covered, runs * 99 / 100);
}

TEST(RatioOfIndependentMedians, OfValuesThatNeverVaryIsExactWhateverTheNumbersOfRounds) {
    const auto ratio = ratioOfIndependentMedians({{6}, {6}, {6}}, {{3, 3}, {}}, {});
    ASSERT_TRUE(ratio);
    EXPECT_EQ(*ratio, (Interval{2, 2, 2}));
    EXPECT_FALSE(ratioOfIndependentMedians({{6}}, {}, {}));
    EXPECT_FALSE(ratioOfIndependentMedians({{6}}, {{0}}, {}));
}

TEST(RatioOfIndependentMedians, CoversTheTruthOfRunsThatShareNothing) {
    constexpr int runs = 400;
    constexpr double truth = 1.3;
    Random random(20261123);
    const auto disturbances = [&random] {
        std::vector<double> disturbance(20);
        for (double& common : disturbance)
            common = std::exp(0.1 * normal(random));
        return disturbance;
    };
    int covered = 0;
    for (int run = 0; run < runs; ++run) {
        const RoundValues slow = simulateArm(random, disturbances(), truth);
        const RoundValues fast = simulateArm(random, disturbances(), 1);
        const auto ratio =
            ratioOfIndependentMedians(slow, fast, {400, 0.95, static_cast<std::uint64_t>(run)});
        ASSERT_TRUE(ratio);
        covered += ratio->low <= truth && truth <= ratio->high ? 1 : 0;
    }
    EXPECT_GE(covered, runs * 91 / 100);
    EXPECT_LE(covered, runs * 99 / 100);
}

TEST(MedianOverRounds, HoldsTheMedianBetweenItsEnds) {
    const auto interval = medianOverRounds({1, 2, 3, 4, 5, 6, 7, 8, 9}, {});
    ASSERT_TRUE(interval);
    EXPECT_EQ(interval->estimate, 5);
    EXPECT_THAT(interval->low, DoubleNear(2.5, 1.01));
    EXPECT_THAT(interval->high, DoubleNear(7.5, 1.01));
    EXPECT_FALSE(medianOverRounds({}, {}));
}

TEST(LeastSquares, FindsTheSlopeOfALineAndOfScatteredPoints) {
    EXPECT_DOUBLE_EQ(*leastSquaresSlope({{0, 1}, {1, 3}, {2, 5}}), 2);
    EXPECT_DOUBLE_EQ(*leastSquaresSlope({{0, 0}, {1, 3}, {2, 3}}), 1.5);
    EXPECT_FALSE(leastSquaresSlope({{1, 1}, {1, 2}}));
}

} // namespace
} // namespace twinvirt::bench
