// A run's budget, with a clock that the test and the fake driver turn.
#include "benchmark/result/result_json.h"
#include "benchmark/result/run_notes.h"
#include "benchmark/run/budget.h"
#include "run_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A clock that stands still until it is turned.
class Hands {
  public:
    void turn(double seconds) {
        now_ += std::chrono::duration_cast<Budget::Clock::duration>(
            std::chrono::duration<double>(seconds));
    }
    [[nodiscard]] Budget::Now now() const {
        return [this] { return now_; };
    }

  private:
    Budget::Clock::time_point now_;
};

TEST(Budget, HasRoomForWhatEndsWithinItAndIsBrokenByATenthMore) {
    Hands hands;
    const Budget budget(100, hands.now()(), hands.now());
    hands.turn(90);
    EXPECT_TRUE(budget.hasRoomFor(10));
    EXPECT_FALSE(budget.hasRoomFor(10.1));
    EXPECT_FALSE(budget.isBrokenBy(19.9));
    EXPECT_TRUE(budget.isBrokenBy(20.1));
}

TEST(Budget, GivesUpWarmUpRoundsForAMeasuredOne) {
    Hands hands;
    const Budget budget(100, hands.now()(), hands.now());
    hands.turn(10);
    EXPECT_EQ(budget.warmupsWithin(2, 30, 30), 2U);
    EXPECT_EQ(budget.warmupsWithin(2, 40, 40), 1U);
    EXPECT_EQ(budget.warmupsWithin(2, 80, 80), 0U);
}

TEST(Budget, OfZeroIsNone) {
    Hands hands;
    const Budget budget(0, hands.now()(), hands.now());
    hands.turn(1e6);
    EXPECT_TRUE(budget.hasRoomFor(1e6));
    EXPECT_FALSE(budget.isBrokenBy(1e6));
    EXPECT_EQ(budget.warmupsWithin(3, 1e6, 1e6), 3U);
}

/// A run whose containers take a second each to be made and whose machines take longer.
struct SlowRun : RunFixture {
    SlowRun(double budget, double machineSeconds) {
        plan.spec.rounds = 1000;
        plan.spec.budgetSeconds = budget;
        plan.now = hands.now();
        containers.onCreate = [this](unsigned) { hands.turn(1); };
        machines.onCreate = [this, machineSeconds](unsigned) { hands.turn(machineSeconds); };
    }
    BenchmarkResult run() {
        const auto begin = plan.now();
        BenchmarkResult result = RunFixture::run();
        took = std::chrono::duration<double>(plan.now() - begin).count();
        return result;
    }

    Hands hands;
    double took = 0;
};

TEST(BudgetOfARun, IsKeptWithinATenth) {
    for (const double budget : {60.0, 100.0, 333.0}) {
        SlowRun slow(budget, 5); // a round of 2 × 1 + 2 × 1 + 2 × 5 s
        const BenchmarkResult result = slow.run();
        EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
        EXPECT_EQ(result.ending, Ending::budget);
        EXPECT_LE(slow.took, 1.1 * budget);
        EXPECT_GE(slow.took, budget - 14 - 14) << "and is used";
        EXPECT_THAT(endingNote(result), HasSubstr("no other fitted into the budget of"));
    }
}

TEST(BudgetOfARun, IsKeptWithControlArms) {
    SlowRun slow(100, 5);
    PreparedArm again = slow.plan.arms[2];
    again.spec.controlOf = "vm";
    again.spec.name = "vm-again";
    slow.plan.spec.baseline = "vm";
    slow.plan.spec.arms.clear();
    slow.plan.arms.push_back(again);
    for (const PreparedArm& arm : slow.plan.arms)
        slow.plan.spec.arms.push_back(arm.spec);
    const BenchmarkResult result = slow.run();
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_NE(findBlock(result.rounds.back(), "vm-again"), nullptr);
    EXPECT_LE(slow.took, 110);
}

TEST(BudgetOfARun, IsKeptWhenMachinesBecomeSlow) {
    SlowRun slow(100, 1);
    slow.machines.onCreate = [&](unsigned number) { slow.hands.turn(number < 8 ? 1 : 11); };
    const BenchmarkResult result = slow.run();
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_LE(slow.took, 110);
    EXPECT_THAT(slow.machines.up, IsEmpty());
}

TEST(BudgetOfARun, CutsTheRoundThatWouldBreakIt) {
    SlowRun slow(60, 1);
    // The first containers of a round are as before, then each takes 20 s.
    slow.containers.onCreate = [&](unsigned number) { slow.hands.turn(number <= 26 ? 1 : 20); };
    const BenchmarkResult result = slow.run();
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_EQ(result.ending, Ending::budget);
    ASSERT_FALSE(result.rounds.back().complete) << "a block more and it would have been broken";
    EXPECT_GE(measuredRounds(result).size(), 1U);
}

TEST(BudgetOfARun, WithoutRoomForTheWarmUpRoundsGivesThemUpAndSaysSo) {
    SlowRun slow(30, 5);
    slow.plan.spec.warmup = 9;
    slow.plan.spec.scenarios[0].count = 1;
    const BenchmarkResult result = slow.run();
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_THAT(measuredRounds(result), SizeIs(testing::Ge(1U)));
    EXPECT_LE(slow.took, 33);
    EXPECT_THAT(result.rounds, SizeIs(testing::Lt(9U)));
    EXPECT_THAT(endingNote(result), HasSubstr("Of the warm-up rounds 2 of 9 had room in it."));
    EXPECT_EQ(result.design.warmup, 9U) << "as planned: what a resumed run is compared with";
}

TEST(BudgetOfARun, ThatTheTrialsUseUpIsRefusedWithWhatToDo) {
    SlowRun slow(10, 100);
    slow.plan.arms = {slow.plan.arms[2], slow.plan.arms[0], slow.plan.arms[1]};
    const BenchmarkResult result = slow.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure,
                AllOf(HasSubstr("the budget of 10.0 s is too small: trying each arm once took"),
                      HasSubstr("--budget"), HasSubstr("--arms")));
    EXPECT_THAT(slow.machines.up, IsEmpty());
}

TEST(BudgetOfARun, CountsFromTheCommand) {
    SlowRun slow(60, 1);
    slow.plan.begin = slow.plan.now();
    slow.hands.turn(57); // images were made
    const BenchmarkResult result = slow.run();
    EXPECT_LE(measuredRounds(result).size(), 1U);
}

TEST(HarnessTime, IsTakenOfEachRoundAndReported) {
    RunFixture fixture;
    fixture.plan.keepRound = [](const BenchmarkResult&, const Round&) -> Result<void> {
        return {};
    };
    const BenchmarkResult result = fixture.run();
    ASSERT_TRUE(result.harness);
    EXPECT_EQ(result.harness->rounds, 3U);
    for (const double milliseconds :
         {result.harness->medianMs, result.harness->p95Ms, result.harness->inBlocksMs,
          result.harness->keepMs, result.harness->judgeMs})
        EXPECT_GE(milliseconds, 0);
    EXPECT_GT(result.harness->p95Ms, 0) << "the noise of the host was read";
    EXPECT_GT(result.harness->inBlocksMs, 0) << "memory was read";
    double blocks = 0;
    for (const Block& block : result.rounds[0].blocks)
        blocks += block.end - block.start;
    EXPECT_LT(result.harness->inBlocksMs, 1000 * blocks * 3) << "boots and holds do not count";
    EXPECT_THAT(harnessNote(result), HasSubstr("ms a round outside the measured blocks"));
    const auto again = resultFromJson("r", resultToJson(result, {}));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->harness->rounds, 3U);
    EXPECT_EQ(again->ending, Ending::rounds);
    EXPECT_EQ(harnessNote(BenchmarkResult{}), "");
}

} // namespace
} // namespace twinvirt::bench
