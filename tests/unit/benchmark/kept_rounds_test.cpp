// How many rounds a run has room for, and who is told of each.
#include "run_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Budget, EndsARunWithTheRoundsThatFit) {
    RunFixture fixture;
    fixture.plan.spec.rounds = 1000;
    fixture.plan.spec.budgetSeconds = 2;
    const auto begin = std::chrono::steady_clock::now();
    const BenchmarkResult result = fixture.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_GE(measuredRounds(result).size(), 1U);
    EXPECT_LT(measuredRounds(result).size(), 1000U);
    EXPECT_LT(took.count(), 10) << "2 s were allowed, and the last round";
}

TEST(RunnerRounds, AreToldOneByOneAndARunGoesOnAfterThem) {
    RunFixture fixture;
    std::vector<Round> kept;
    fixture.plan.keepRound = [&](const BenchmarkResult&, const Round& round) -> Result<void> {
        kept.push_back(round);
        return {};
    };
    const BenchmarkResult whole = fixture.run();
    ASSERT_THAT(kept, SizeIs(3));
    EXPECT_EQ(kept, whole.rounds);

    RunFixture later;
    later.plan.before = {kept[0], kept[1]};
    const BenchmarkResult resumed = later.run();
    ASSERT_THAT(resumed.rounds, SizeIs(3));
    EXPECT_EQ(resumed.rounds[1], kept[1]);
    EXPECT_EQ(resumed.rounds[2].number, 3U);
    const auto armsOf = [](const Round& round) {
        std::vector<std::string> arms;
        for (const Block& block : round.blocks)
            arms.push_back(block.arm);
        return arms;
    };
    EXPECT_EQ(armsOf(resumed.rounds[2]), armsOf(whole.rounds[2])) << "the schedule is the seed's";
    EXPECT_GE(resumed.rounds[2].blocks[0].start, kept[1].blocks.back().end);
}

TEST(RunnerRounds, ThatCannotBeKeptEndTheRun) {
    RunFixture fixture;
    fixture.plan.keepRound = [](const BenchmarkResult&, const Round&) -> Result<void> {
        return Error{ErrorCode::systemError, "write: no space left"};
    };
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, HasSubstr("no space left"));
    EXPECT_THAT(fixture.containers.up, IsEmpty());
}

} // namespace
} // namespace twinvirt::bench
