// The question that `bench calibrate` asks, of arms whose noise is known.
#include "benchmark/run/calibration.h"
#include "benchmark/statistics/random.h"

#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

/// Values of about 100, each off by up to `noise` of it.
class Arm {
  public:
    explicit Arm(double noise) : noise_(noise) {}
    Result<std::vector<double>> operator()() {
        std::vector<double> values;
        for (int i = 0; i < 3; ++i)
            values.push_back(100 *
                             (1 + noise_ * (static_cast<double>(random_.below(2001)) / 1000 - 1)));
        return values;
    }

  private:
    double noise_;
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
    const auto sample = [&]() -> Result<std::vector<double>> {
        auto values = TRY(arm());
        for (double& value : values)
            value *= ++calls / (3 * plan.rounds * 2) % 2 == 0 ? 1 : 2; // each second experiment
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
    const auto failing = []() -> Result<std::vector<double>> {
        return Error{ErrorCode::operationFailed, "the probe ended"};
    };
    const auto found = calibrate({}, failing, [](unsigned) {});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message, "the probe ended");
}

} // namespace
} // namespace twinvirt::bench
