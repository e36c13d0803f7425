#include "benchmark/statistics/verdict.h"

#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

constexpr EquivalenceBand band{0.05};

TEST(Verdict, IsFasterOrSlowerOnlyWhenTheWholeIntervalLiesOutsideTheBand) {
    EXPECT_EQ(verdictOf({0.80, 0.70, 0.95}, band), Verdict::faster);
    EXPECT_EQ(verdictOf({1.50, 1.06, 1.90}, band), Verdict::slower);
    EXPECT_EQ(verdictOf({1.50, 1.04, 1.90}, band), Verdict::unclear);
}

TEST(Verdict, IsEqualOnlyWhenTheWholeIntervalLiesInsideTheBand) {
    EXPECT_EQ(verdictOf({1.00, 0.97, 1.04}, band), Verdict::equal);
    EXPECT_EQ(verdictOf({1.02, 1.01, 1.03}, band), Verdict::equal); // significant, yet small
    EXPECT_EQ(verdictOf({1.00, 0.90, 1.10}, band), Verdict::unclear);
}

TEST(Verdict, HasABandThatIsSymmetricForBothDirectionsOfARatio) {
    EXPECT_DOUBLE_EQ(band.low() * band.high(), 1);
}

TEST(Verdict, CallsNothingEqualThatIsOnlyNotDifferent) {
    // Wherever 1 lies in the interval there is "no significant difference"; equal needs the band.
    for (double low = 0.5; low <= 1; low += 0.01)
        for (double high = 1; high <= 1.5; high += 0.01) {
            const Verdict verdict = verdictOf({1, low, high}, band);
            EXPECT_EQ(verdict == Verdict::equal, low >= band.low() && high <= band.high());
            EXPECT_TRUE(verdict == Verdict::equal || verdict == Verdict::unclear);
        }
    EXPECT_EQ(verdictWord(Verdict::unclear), "unclear");
}

TEST(RoundsToDecide, GrowWithTheSquareOfTheWidth) {
    const auto narrow = roundsToDecide({1.0, 0.94, 1.0638}, band, 10);
    const auto wide = roundsToDecide({1.0, 0.8836, 1.1317}, band, 10);
    ASSERT_TRUE(narrow && wide);
    EXPECT_NEAR(static_cast<double>(*narrow), 17, 1);
    EXPECT_NEAR(static_cast<double>(*wide), 65, 1);
}

TEST(RoundsToDecide, AreUnknownForAnEstimateOnTheEdgeOfTheBand) {
    EXPECT_FALSE(roundsToDecide({1.05, 1.0, 1.1}, band, 10));
}

} // namespace
} // namespace twinvirt::bench
