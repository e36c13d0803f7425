#include "benchmark/result/analysis.h"
#include "benchmark/result/sentences.h"
#include "benchmark/run/schedule.h"
#include "run_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(Schedule, RunsEachArmOnceInEveryRoundInAnOrderThatTheSeedDraws) {
    const auto schedule = drawSchedule(1, 50, 3);
    ASSERT_THAT(schedule, SizeIs(50));
    for (auto order : schedule) {
        std::sort(order.begin(), order.end());
        EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2}));
    }
    EXPECT_EQ(schedule, drawSchedule(1, 50, 3));
    EXPECT_NE(schedule, drawSchedule(2, 50, 3));
}

TEST(Schedule, OfTheFirstRoundsDoesNotDependOnHowManyFollow) {
    auto longer = drawSchedule(9, 20, 4);
    longer.resize(5);
    EXPECT_EQ(longer, drawSchedule(9, 5, 4));
}

TEST(Runner, RunsEveryArmInEveryRoundAndLeavesNothing) {
    RunFixture fixture;
    const BenchmarkResult result = fixture.run();

    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    ASSERT_THAT(result.rounds, SizeIs(3));
    EXPECT_TRUE(result.rounds[0].warmup);
    EXPECT_THAT(measuredRounds(result), SizeIs(2));
    for (const Round& round : result.rounds) {
        EXPECT_THAT(round.blocks, SizeIs(3));
        for (const Block& block : round.blocks) {
            EXPECT_THAT(block.boots, SizeIs(2));
            EXPECT_THAT(block.deleteMs, SizeIs(2));
        }
    }
    EXPECT_EQ(fixture.containers.mostAtOnce, 2U);
    EXPECT_THAT(fixture.containers.up, IsEmpty());
    EXPECT_THAT(fixture.machines.up, IsEmpty());
}

TEST(Runner, RunsAnArmOfEveryThirdRoundInTheFirstAndTheFourth) {
    RunFixture fixture;
    fixture.plan.spec.rounds = 5;
    fixture.plan.arms[2].spec.every = 3;
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    std::vector<std::size_t> blocks;
    for (const Round& round : result.rounds)
        blocks.push_back(round.blocks.size());
    EXPECT_THAT(blocks, ElementsAre(2U, 3U, 2U, 2U, 3U, 2U)) << "the warm-up round is the first";
    const Analysis analysis = analyse(result, 100);
    for (const Comparison& pair : analysis.metrics.at(0).comparisons)
        EXPECT_EQ(pair.rounds, pair.arm == "vm" ? 2U : 5U) << pair.sentence;
    EXPECT_THAT(fewRoundsWarning(result, analysis), HasSubstr("Boot (2)"));
}

TEST(Runner, RunsAScenarioOfEverySecondRoundThereAndItsRareArmsInTheRoundsOfBoth) {
    RunFixture fixture;
    fixture.plan.spec.warmup = 0;
    fixture.plan.spec.rounds = 7;
    ScenarioSpec rare = fixture.plan.spec.scenarios[0];
    rare.name = "rare";
    rare.every = 2;
    fixture.plan.spec.scenarios.push_back(rare);
    fixture.plan.arms[2].spec.every = 3;
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    std::string seen;
    for (const Round& round : result.rounds)
        for (const Block& block : round.blocks)
            if (block.scenario == "rare" && block.arm != "os")
                seen += std::to_string(round.number) + block.arm + " ";
    EXPECT_THAT(seen, AllOf(HasSubstr("1app"), HasSubstr("1vm"), HasSubstr("3app"),
                            HasSubstr("5app"), HasSubstr("7app"), HasSubstr("7vm")));
    EXPECT_THAT(seen, AllOf(Not(HasSubstr("2")), Not(HasSubstr("4")), Not(HasSubstr("6"))));
    EXPECT_THAT(seen, AllOf(Not(HasSubstr("3vm")), Not(HasSubstr("5vm"))));
    EXPECT_THAT(result.scenarios[1].brief, HasSubstr("in every 2nd round"));
}

TEST(Runner, TriesEachWayOfBootingAnArmOnce) {
    RunFixture fixture;
    ScenarioSpec again = fixture.plan.spec.scenarios[0];
    again.name = "again";
    fixture.plan.spec.scenarios.push_back(again);
    fixture.plan.arms.resize(1);
    ASSERT_EQ(fixture.run().outcome, Outcome::complete);
    EXPECT_EQ(std::ranges::count(fixture.containers.created, "bench-f00d-app-0"), 1);
}

TEST(Runner, NamesItsInstancesAfterTheRun) {
    RunFixture fixture;
    fixture.run();
    EXPECT_THAT(fixture.containers.created, Each(HasSubstr("bench-f00d-")));
    EXPECT_THAT(fixture.containers.created, Contains("bench-f00d-os-2"));
}

TEST(Runner, SamplesTheEmptyHostEachBootTheHoldAndTheHostAfterwards) {
    RunFixture fixture;
    const BenchmarkResult result = fixture.run();
    const auto& samples = result.rounds.at(1).blocks.at(0).samples;
    std::vector<std::string> moments;
    for (const Sample& sample : samples)
        if (sample.moment != Moment::between)
            moments.emplace_back(momentWord(sample.moment));
    EXPECT_EQ(moments.front(), "before");
    EXPECT_EQ(moments.back(), "after-delete");
    EXPECT_EQ(std::count(moments.begin(), moments.end(), "after-boot"), 2);
    EXPECT_GE(std::count(moments.begin(), moments.end(), "hold"), 2);
    for (const Sample& sample : samples)
        EXPECT_GT(sample.usedMib, 1);
}

TEST(Runner, EmulatesAMachineThatKvmCannotRunAndSaysSoEverywhere) {
    RunFixture fixture;
    fixture.machines.needsEmulation = true;
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    const ArmDescription* machine = findArm(result, "vm");
    ASSERT_NE(machine, nullptr);
    EXPECT_EQ(machine->acceleration, "tcg");
    EXPECT_THAT(machine->whyEmulated, HasSubstr("KVM cannot run a guest here"));
}

TEST(Runner, DoesNotEmulateWhereTheSpecificationWantsKvm) {
    RunFixture fixture;
    fixture.machines.needsEmulation = true;
    fixture.plan.arms[2].spec.acceleration = Acceleration::kvm;
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, HasSubstr("arm 'vm'"));
    EXPECT_TRUE(result.lacksArm) << "which is an exit status of its own";
}

TEST(Runner, ReportsAGuestThatDiesWithItsLastWordsAndRemovesEverything) {
    RunFixture fixture;
    fixture.containers.onCreate = [&](unsigned number) {
        if (number == 6)
            fixture.containers.behaviour = GuestBehaviour::dies;
    };
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure,
                AllOf(HasSubstr("ended before it printed the line"), HasSubstr("panic: no init")));
    EXPECT_THAT(fixture.containers.up, IsEmpty());
    EXPECT_THAT(fixture.machines.up, IsEmpty());
}

TEST(Runner, ReportsAGuestThatIsNeverReady) {
    RunFixture fixture;
    fixture.plan.spec.scenarios[0].timeoutSeconds = 0.05;
    fixture.containers.behaviour = GuestBehaviour::staysSilent;
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, HasSubstr("no line 'twinvirt: ready'"));
    EXPECT_FALSE(result.lacksArm);
    EXPECT_THAT(fixture.containers.up, IsEmpty());
}

TEST(Runner, ReportsAnInstanceThatCannotBeCreated) {
    RunFixture fixture;
    fixture.machines.failsFrom = 4;
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, AllOf(HasSubstr("round"), HasSubstr("arm 'vm'"),
                                      HasSubstr("create: the disk is full")));
    EXPECT_THAT(fixture.containers.up, IsEmpty());
    EXPECT_THAT(fixture.machines.up, IsEmpty());
}

TEST(Runner, NoticesAnInstanceThatDestroyLeavesBehind) {
    RunFixture fixture;
    fixture.plan.arms.resize(1);
    fixture.containers.destroyLeavesIt = true;
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, HasSubstr("the domain itself is left"));
}

TEST(Runner, SaysWhyItFailedAndWhatItCouldNotRemove) {
    RunFixture fixture;
    fixture.plan.arms.resize(1);
    fixture.plan.spec.scenarios[0].timeoutSeconds = 0.05;
    fixture.containers.behaviour = GuestBehaviour::staysSilent;
    fixture.containers.destroyLeavesIt = true;
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, AllOf(HasSubstr("no line 'twinvirt: ready'"),
                                      HasSubstr("the domain itself is left")));
}

TEST(Runner, ReportsAnInstanceThatEndsAfterItWasReady) {
    RunFixture fixture;
    fixture.containers.onCreate = [&](unsigned number) {
        if (number == 8) // the trials, the warm-up round, and one boot of the next block
            fixture.containers.up.clear();
    };
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, HasSubstr("ended by itself after it had been ready"));
}

TEST(Runner, KeepsWhatItMeasuredWhenItIsStoppedAndRemovesEverything) {
    RunFixture fixture;
    fixture.plan.spec.rounds = 50;
    fixture.machines.onCreate = [&](unsigned number) {
        if (number == 7) // the trial, the warm-up round, one round in full, and one half
            fixture.stop.set();
    };
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::interrupted);
    EXPECT_THAT(measuredRounds(result), SizeIs(testing::AllOf(testing::Ge(1U), testing::Le(2U))));
    EXPECT_FALSE(result.rounds.back().complete);
    EXPECT_THAT(fixture.containers.up, IsEmpty());
    EXPECT_THAT(fixture.machines.up, IsEmpty());
}

TEST(Runner, TellsHowFarItIs) {
    RunFixture fixture;
    fixture.run();
    ASSERT_FALSE(fixture.observer.seen.empty());
    double before = 0;
    for (const RunProgress& progress : fixture.observer.seen) {
        EXPECT_GE(progress.fraction, 0);
        EXPECT_LE(progress.fraction, 1);
        before = progress.fraction;
    }
    EXPECT_GT(before, 0.5);
    EXPECT_THAT(fixture.observer.seen.back().arm, testing::Not(IsEmpty()));
}

TEST(Runner, NotesAfterTheDriversStepsWhenTheGuestsConsoleSpoke) {
    RunFixture fixture;
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    for (const Boot& boot : result.rounds.back().blocks[0].boots) {
        ASSERT_EQ(boot.steps.size(), 4U) << "two of the fake driver, two of its guest";
        const BootStep& silent = boot.steps[2];
        const BootStep& speaking = boot.steps[3];
        EXPECT_EQ(silent.step + ", " + speaking.step, "silent, speaking");
        EXPECT_EQ(silent.phase, "guest");
        EXPECT_DOUBLE_EQ(silent.startMs, boot.callMs);
        EXPECT_NEAR(speaking.startMs, silent.startMs + silent.durationMs, 1e-6);
        EXPECT_NEAR(speaking.startMs + speaking.durationMs, boot.readyMs, 1e-6);
    }
}

} // namespace
} // namespace twinvirt::bench
