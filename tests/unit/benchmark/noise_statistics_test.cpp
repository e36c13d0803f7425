// The statistics that judge noise and families of results, against figures of R and SciPy.
#include "benchmark/statistics/drift.h"
#include "benchmark/statistics/geometric_mean.h"
#include "benchmark/statistics/multiple.h"
#include "benchmark/statistics/outliers.h"
#include "benchmark/statistics/permutation.h"
#include "benchmark/statistics/random.h"
#include "simulated_noise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace twinvirt::bench {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Outliers, AreCountedBeyondTheFencesOfTukey) {
    // R: x <- c(10,12,12,13,12,11,14,13,15,10,10,20,28); quantile(x, c(.25,.75)) is 11 and 14, so
    // that sum(x > 14+1.5*3) is 2 (20, 28) and sum(x > 14+3*3) is 1 (28).
    const OutlierCounts counts =
        countOutliers({10, 12, 12, 13, 12, 11, 14, 13, 15, 10, 10, 20, 28});
    EXPECT_EQ(counts, (OutlierCounts{13, 1, 1}));
    EXPECT_DOUBLE_EQ(counts.severeFraction(), 1.0 / 13);
}

TEST(Outliers, OnAFenceAreNone) {
    // Quartiles 2 and 4 of the nine values: fences at -1 and 7, -4 and 10.
    EXPECT_EQ(countOutliers({2, 2, 2, 3, 3, 4, 4, 4, 7}), (OutlierCounts{9, 0, 0}));
    EXPECT_EQ(countOutliers({2, 2, 2, 3, 3, 4, 4, 4, 10}), (OutlierCounts{9, 1, 0}));
    EXPECT_EQ(countOutliers({2, 2, 2, 3, 3, 4, 4, 4, 10.1}), (OutlierCounts{9, 0, 1}));
    EXPECT_EQ(countOutliers({-4.1, 2, 2, 3, 3, 4, 4, 4, 4}), (OutlierCounts{9, 0, 1}));
}

TEST(Outliers, OfEqualValuesAndOfNoneThereAreNone) {
    EXPECT_EQ(countOutliers({7, 7, 7, 7}), (OutlierCounts{4, 0, 0}));
    EXPECT_EQ(countOutliers({}), OutlierCounts{});
    EXPECT_EQ(countOutliers({}).severeFraction(), 0);
}

TEST(ModifiedZScore, IsTheDistanceFromTheMedianInScaledMads) {
    // R: 0.6745 * (x - median(x)) / mad(x, constant = 1)
    const auto scores = modifiedZScores({10, 12, 12, 13, 28});
    ASSERT_TRUE(scores);
    EXPECT_THAT(*scores, ElementsAre(DoubleEq(-1.349), DoubleEq(0), DoubleEq(0), DoubleEq(0.6745),
                                     DoubleEq(10.792)));
    EXPECT_GT(scores->back(), modifiedZScoreLimit);
}

TEST(ModifiedZScore, IsNothingWithoutASpread) {
    EXPECT_FALSE(modifiedZScores({5, 5, 5, 9}));
    EXPECT_FALSE(modifiedZScores({}));
}

TEST(TheilSen, GivesSlopeAndIntervalOfSciPyDespiteAWildValue) {
    // scipy.stats.theilslopes([100,103,101,106,104,109,180,108,112,111], range(1, 11), 0.95)
    const auto slope = theilSenSlope({{1, 100},
                                      {2, 103},
                                      {3, 101},
                                      {4, 106},
                                      {5, 104},
                                      {6, 109},
                                      {7, 180},
                                      {8, 108},
                                      {9, 112},
                                      {10, 111}});
    ASSERT_TRUE(slope);
    EXPECT_DOUBLE_EQ(slope->estimate, 1.4);
    EXPECT_DOUBLE_EQ(slope->low, 5.0 / 6);
    EXPECT_DOUBLE_EQ(slope->high, 2);
}

TEST(TheilSen, CountsTiesAsSciPyDoes) {
    // scipy.stats.theilslopes([5, 5, 7, 6, 7, 9, 8, 9], range(8), 0.95)
    const auto slope =
        theilSenSlope({{0, 5}, {1, 5}, {2, 7}, {3, 6}, {4, 7}, {5, 9}, {6, 8}, {7, 9}});
    ASSERT_TRUE(slope);
    EXPECT_DOUBLE_EQ(slope->estimate, 19.0 / 30);
    EXPECT_DOUBLE_EQ(slope->low, 0.25);
    EXPECT_DOUBLE_EQ(slope->high, 1);
}

TEST(TheilSen, IsSurerOfManyTiesThanOfNone) {
    // scipy.stats.theilslopes([0,0,0,1,1,1,1,1,2,2,2,2], range(12), 0.95); without the correction
    // for ties the interval would reach down to 0.
    std::vector<Point> steps;
    for (const double y : {0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2})
        steps.push_back({static_cast<double>(steps.size()), y});
    const auto slope = theilSenSlope(steps);
    ASSERT_TRUE(slope);
    EXPECT_DOUBLE_EQ(slope->estimate, 0.2);
    EXPECT_DOUBLE_EQ(slope->low, 0.125);
    EXPECT_DOUBLE_EQ(slope->high, 0.25);
}

TEST(TheilSen, NeedsFivePoints) {
    EXPECT_FALSE(theilSenSlope({{1, 1}, {2, 2}, {3, 3}, {4, 4}}));
    EXPECT_EQ(theilSenSlope({{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}}), (Interval{1, 1, 1}));
}

TEST(RelativeDrift, IsWhatTheLastRoundHasOverTheFirstByTheLine) {
    // Medians 100, 102 … 110: slope 2, five rounds from the first to the last, median 105.
    const auto drift =
        relativeDrift({{100, 90, 110}, {102}, {104, 104}, {106}, {108}, {110}}).value();
    EXPECT_DOUBLE_EQ(drift.estimate, 10.0 / 105);
}

TEST(RelativeDrift, PassesOverRoundsWithoutAValueButCountsThem) {
    const auto drift = relativeDrift({{100}, {102}, {}, {106}, {108}, {110}}).value();
    EXPECT_DOUBLE_EQ(drift.estimate, 10.0 / 106);
}

TEST(RelativeDrift, OfRoundsThatOnlyWaverHoldsZero) {
    const auto drift = relativeDrift({{100}, {104}, {99}, {103}, {98}, {104}, {101}}).value();
    EXPECT_LT(drift.low, 0);
    EXPECT_GT(drift.high, 0);
}

TEST(RelativeDrift, IsNothingForFewRoundsOrAMedianOfZero) {
    EXPECT_FALSE(relativeDrift({}));
    EXPECT_FALSE(relativeDrift({{1}, {2}, {}, {3}, {4}}));
    EXPECT_FALSE(relativeDrift({{0}, {0}, {0}, {0}, {0}}));
}

TEST(Holm, AdjustsAsROfThePAdjustFunction) {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"); p.adjust(c(0.6, 0.5, 0.02), "holm")
    EXPECT_THAT(holmAdjusted({0.01, 0.04, 0.03, 0.005}),
                ElementsAre(DoubleEq(0.03), DoubleEq(0.06), DoubleEq(0.06), DoubleEq(0.02)));
    EXPECT_THAT(holmAdjusted({0.6, 0.5, 0.02}), ElementsAre(1, 1, DoubleEq(0.06)));
    EXPECT_THAT(holmAdjusted({0.2}), ElementsAre(0.2));
    EXPECT_THAT(holmAdjusted({}), IsEmpty());
}

TEST(PairedPermutation, ComesNearThePOfAllSigns) {
    // scipy.stats.permutation_test((one, other), lambda x, y: np.mean(x - y),
    //     permutation_type='samples', n_resamples=np.inf).pvalue: 10 of the 256 signs
    const std::vector<double> one{12.1, 11.8, 13.0, 12.4, 12.9, 12.2, 11.9, 12.6};
    const std::vector<double> other{11.9, 11.9, 12.1, 12.0, 12.1, 12.3, 11.5, 12.2};
    const auto p = pairedPermutationTest(one, other, {});
    ASSERT_TRUE(p);
    EXPECT_NEAR(*p, 10.0 / 256, 0.006); // three standard errors of 9,999 resamples
    EXPECT_EQ(p, pairedPermutationTest(one, other, {})) << "the seed decides";
    EXPECT_DOUBLE_EQ(*p, *pairedPermutationTest(other, one, {})) << "two-sided";
}

TEST(PairedPermutation, CountsSumsThatDifferByTheirRoundingOnly) {
    // 32 of the 256 signs in whole tenths; compared bit for bit it would be 20.
    const std::vector<double> one{10.3, 10.7, 10.8, 10.3, 10.8, 10.8, 11.0, 10.3};
    const std::vector<double> other{10.2, 10.6, 10.3, 10.5, 10.7, 10.3, 10.0, 10.3};
    EXPECT_NEAR(*pairedPermutationTest(one, other, {}), 32.0 / 256, 0.01);
}

TEST(PairedPermutation, IsNeverZeroAndOneForNoDifference) {
    std::vector<double> high(40, 2);
    const std::vector<double> low(40, 1);
    EXPECT_DOUBLE_EQ(*pairedPermutationTest(high, low, {}), 1.0 / 10000);
    EXPECT_DOUBLE_EQ(*pairedPermutationTest(low, low, {}), 1);
}

TEST(PairedPermutation, CallsFiveOfAHundredEqualPairsDifferentAtFivePercent) {
    constexpr int runs = 2000;
    Random random(11);
    int found = 0;
    for (int run = 0; run < runs; ++run) {
        std::vector<double> one;
        std::vector<double> other;
        for (int round = 0; round < 12; ++round) {
            one.push_back(10 + test::normal(random));
            other.push_back(10 + test::normal(random));
        }
        found += *pairedPermutationTest(one, other, {199, random.below(1U << 30U)}) <= 0.05 ? 1 : 0;
    }
    EXPECT_NEAR(100.0 * found / runs, 5, 1.5); // three standard errors
}

TEST(PairedPermutation, IsNothingForNoRoundsOrUnequalLists) {
    EXPECT_FALSE(pairedPermutationTest({}, {}, {}));
    EXPECT_FALSE(pairedPermutationTest({1, 2}, {1}, {}));
}

RatioValues constantRatio(double ratio) {
    return {RoundValues(10, {3 * ratio}), RoundValues(10, {3})};
}

TEST(GeometricMean, OfRatiosThatNeverVaryIsExact) {
    // scipy.stats.gmean([2, 0.5, 4])
    const auto mean =
        geometricMeanOfRatios({constantRatio(2), constantRatio(0.5), constantRatio(4)}, {}).value();
    EXPECT_DOUBLE_EQ(mean.estimate, 1.5874010519681994);
    EXPECT_DOUBLE_EQ(mean.low, mean.estimate);
    EXPECT_DOUBLE_EQ(mean.high, mean.estimate);
}

/// A metric that wavers, and one that wavers the other way.
std::vector<RatioValues> opposedMetrics() {
    RatioValues one;
    RatioValues other;
    for (int round = 0; round < 9; ++round) { // odd: the median of 1/x is 1 / the median of x
        const double value = std::pow(1.3, round);
        one.numerator.push_back({value});
        other.numerator.push_back({1 / value});
    }
    one.denominator = other.denominator = RoundValues(9, {1});
    return {one, other};
}

TEST(GeometricMean, DrawsTheSameRoundsForEveryMetric) {
    const auto metrics = opposedMetrics();
    const auto mean = geometricMeanOfRatios(metrics, {}).value();
    EXPECT_NEAR(mean.low, 1, 1e-12);
    EXPECT_NEAR(mean.high, 1, 1e-12);
    const auto alone = geometricMeanOfRatios({metrics[0]}, {}).value();
    EXPECT_GT(alone.high / alone.low, 2) << "one of them alone wavers";
}

TEST(GeometricMean, OfOneMetricIsTheRatioOfItsMedians) {
    const auto metrics = opposedMetrics();
    EXPECT_NEAR(geometricMeanOfRatios({metrics[0]}, {})->high,
                ratioOfMedians(metrics[0].numerator, metrics[0].denominator, {})->high, 1e-9);
}

TEST(GeometricMean, LeavesOutRoundsInWhichAnyMetricHasNoValue) {
    RatioValues whole = constantRatio(2);
    whole.numerator[9] = {1000};
    RatioValues partial = constantRatio(8);
    partial.denominator[9].clear();
    const auto mean = geometricMeanOfRatios({whole, partial}, {}).value();
    EXPECT_DOUBLE_EQ(mean.estimate, 4);
    EXPECT_DOUBLE_EQ(mean.high, 4);
}

TEST(GeometricMean, IsNothingWithoutAMetricARoundOrAPositiveRatio) {
    EXPECT_FALSE(geometricMeanOfRatios({}, {}));
    EXPECT_FALSE(geometricMeanOfRatios({RatioValues{}}, {}));
    EXPECT_FALSE(geometricMeanOfRatios({constantRatio(2), constantRatio(0)}, {}));
}

} // namespace
} // namespace twinvirt::bench
