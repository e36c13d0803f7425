// The question that `bench calibrate` asks, of arms whose noise is known.
#include "benchmark/run/calibration.h"
#include "benchmark/statistics/random.h"

#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

/// Values of about 100, each off by up to `noise` of it.
class Arm {
  public:
    explicit Arm(double noise, bool canBeSlower = true)
        : noise_(noise), canBeSlower_(canBeSlower) {}
    Result<std::vector<double>> operator()(unsigned slowDownPercent) {
        std::vector<double> values;
        const double middle = canBeSlower_ ? 100 + slowDownPercent : 100;
        for (int i = 0; i < 3; ++i)
            values.push_back(middle *
                             (1 + noise_ * (static_cast<double>(random_.below(2001)) / 1000 - 1)));
        return values;
    }

  private:
    double noise_;
    bool canBeSlower_;
    Random random_{11};
};

Calibration calibrated(double noise, unsigned experiments = 40) {
    CalibrationPlan plan;
    plan.experiments = experiments;
    plan.resamples = 500;
    return calibrate(plan, Arm(noise), [](unsigned) {}).value();
}

TEST(Calibration, OfAQuietArmFindsNoGhostsAndWhatIsThere) {
    const Calibration found = calibrated(0.02);
    EXPECT_EQ(found.experiments, 40U);
    EXPECT_EQ(found.equal + found.unclear + found.wrong, 40U);
    EXPECT_TRUE(found.findsNoGhosts()) << found.wrong;
    EXPECT_TRUE(found.findsWhatIsThere()) << found.found;
    EXPECT_EQ(found.ratios.size(), 40U);
    EXPECT_EQ(found.injectedRatios.size(), 40U);
}

TEST(Calibration, FindsNothingWhereNothingWasInjected) {
    CalibrationPlan plan;
    plan.experiments = 20;
    plan.resamples = 500;
    const auto found = calibrate(plan, Arm(0.02, false), [](unsigned) {});
    EXPECT_EQ(found->found, 0U) << "the slow-down is the arm's, not a factor of ours";
}

TEST(Calibration, OfANoisyArmDoesNotFindWhatIsThere) {
    const Calibration found = calibrated(0.5);
    EXPECT_TRUE(found.findsNoGhosts()) << "wide intervals are unclear, not wrong: " << found.wrong;
    EXPECT_FALSE(found.findsWhatIsThere()) << found.found;
}

TEST(Calibration, OfAnArmThatJumpsBetweenExperimentsIsNotFooled) {
    unsigned calls = 0;
    CalibrationPlan plan;
    plan.experiments = 20;
    plan.resamples = 500;
    Arm arm(0.01);
    const auto sample = [&](unsigned slowDown) -> Result<std::vector<double>> {
        auto values = TRY(arm(slowDown));
        for (double& value : values)
            value *= ++calls / (3 * plan.rounds * 3) % 2 == 0 ? 1 : 2; // each second experiment
        return values;
    };
    EXPECT_TRUE(calibrate(plan, sample, [](unsigned) {})->findsNoGhosts());
}

TEST(Calibration, KnowsItsLimits) {
    Calibration found;
    found.experiments = 100;
    found.wrong = 5;
    found.found = 90;
    EXPECT_TRUE(found.findsNoGhosts());
    EXPECT_TRUE(found.findsWhatIsThere());
    found.wrong = 6;
    found.found = 89;
    EXPECT_FALSE(found.findsNoGhosts());
    EXPECT_FALSE(found.findsWhatIsThere());
}

TEST(Calibration, EndsWithTheErrorOfItsArm) {
    const auto failing = [](unsigned) -> Result<std::vector<double>> {
        return Error{ErrorCode::operationFailed, "the probe ended"};
    };
    const auto found = calibrate({}, failing, [](unsigned) {});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message, "the probe ended");
}

} // namespace
} // namespace twinvirt::bench
