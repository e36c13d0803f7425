// Estimates and intervals against SciPy 1.10.1 and NumPy 1.24.2 (Debian 12). The figures were
// printed by the calls that stand beside them, with 200,000 resamples, on the lists below; over
// four seeds of SciPy's the ends of the intervals were within 0.0006 of each other.
#include "benchmark/statistics/bootstrap.h"
#include "benchmark/statistics/geometric_mean.h"
#include "benchmark/statistics/summary.h"

#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

const std::vector<double> one{10.31, 10.72, 11.05, 9.84, 10.55, 12.10,
                              10.02, 10.66, 11.47, 9.97, 10.81, 10.23};
const std::vector<double> other{8.12, 8.40, 8.83, 7.95, 8.31, 9.02,
                                8.05, 8.52, 8.66, 7.90, 8.28, 8.21};
const std::vector<double> third{5.1, 5.3, 5.0, 5.6, 5.2, 5.9, 5.05, 5.35, 5.5, 4.95, 5.45, 5.15};
const std::vector<double> fourth{6.0, 6.2, 6.1, 6.6, 6.05, 6.4, 5.9, 6.3, 6.5, 5.95, 6.15, 6.02};
constexpr double ofResampling = 0.003; // the ends move so much from one seed to another

RoundValues rounds(const std::vector<double>& values) {
    RoundValues rounds;
    for (const double value : values)
        rounds.push_back({value});
    return rounds;
}

void expectNear(const Interval& interval, double estimate, double low, double high,
                double tolerance = ofResampling) {
    EXPECT_NEAR(interval.estimate, estimate, 1e-12);
    EXPECT_NEAR(interval.low, low, tolerance);
    EXPECT_NEAR(interval.high, high, tolerance);
}

TEST(Reference, PairedRatioOfMediansIsSciPysPercentileBootstrap) {
    // stats.bootstrap((one, other), lambda a, b, axis: np.median(a, axis) / np.median(b, axis),
    //                 paired=True, method='percentile', n_resamples=200000)
    const auto ratio = ratioOfMedians(rounds(one), rounds(other), {});
    ASSERT_TRUE(ratio);
    expectNear(*ratio, 1.278481012658228, 1.246041, 1.300121);
}

TEST(Reference, RatioOfIndependentMediansIsSciPysWithoutPairs) {
    // the same with paired=False: an interval half as wide again
    const auto ratio = ratioOfIndependentMedians(rounds(one), rounds(other), {});
    ASSERT_TRUE(ratio);
    expectNear(*ratio, 1.278481012658228, 1.2063, 1.3298);
}

TEST(Reference, ProbabilityBelowALimitIsThePartOfSciPysResamples) {
    // np.mean(bootstrap_distribution <= 1.25), of the resamples above: 0.2437 to 0.2452
    const auto found = distributionOfIndependentMedians(rounds(one), rounds(other), {});
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->probabilityAtMost(1.25), 0.2443, 0.015);
    EXPECT_DOUBLE_EQ(found->probabilityAtMost(2), 1);
    EXPECT_DOUBLE_EQ(found->probabilityAtMost(1), 1.0 / 10001) << "never zero";
    EXPECT_EQ(found->interval(0.95), *ratioOfIndependentMedians(rounds(one), rounds(other), {}));
}

TEST(Reference, MedianOverRoundsIsSciPysPercentileBootstrap) {
    // stats.bootstrap((one,), np.median, method='percentile', n_resamples=200000)
    const auto median = medianOverRounds(one, {});
    ASSERT_TRUE(median);
    expectNear(*median, 10.605, 10.125, 10.93, 0.01);
}

TEST(Reference, GeometricMeanOfTwoRatiosIsSciPysOverTheSameRounds) {
    // the square root of the product of the two ratios of medians, paired=True over all four lists
    const auto mean =
        geometricMeanOfRatios({{rounds(one), rounds(other)}, {rounds(third), rounds(fourth)}}, {});
    ASSERT_TRUE(mean);
    expectNear(*mean, 1.0468241819870072, 1.02785, 1.06597);
}

TEST(Reference, SummaryIsNumPysQuantilesAndSciPysMad) {
    // np.quantile(one, [.05, .25, .5, .75, .95]), stats.median_abs_deviation(one)
    const Summary summary = summarize(one);
    EXPECT_NEAR(summary.p5, 9.9115, 1e-12);
    EXPECT_NEAR(summary.q1, 10.1775, 1e-12);
    EXPECT_NEAR(summary.median, 10.605, 1e-12);
    EXPECT_NEAR(summary.q3, 10.87, 1e-12);
    EXPECT_NEAR(summary.p95, 11.7535, 1e-12);
    EXPECT_NEAR(summary.mad, 0.41, 1e-12);
}

} // namespace
} // namespace twinvirt::bench
