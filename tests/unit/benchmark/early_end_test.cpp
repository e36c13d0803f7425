// Runs that end before their last round, or that may not go on.
#include "benchmark/result/analysis.h"
#include "benchmark/result/run_notes.h"
#include "benchmark/spec/read_spec.h"
#include "run_fixture.h"
#include "synthetic_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Fake guests of 2 ms on a host that may be busy: any interval is narrower than this.
constexpr double anyWidth = 1e6;

/// `before` as the first part of a run of the fixture's arms.
std::vector<Round> roundsBefore(unsigned measured) {
    std::vector<Round> rounds = syntheticResult(measured, 2).rounds;
    for (Round& round : rounds)
        for (Block& block : round.blocks)
            block.scenario = "boot";
    return rounds;
}

TEST(EarlyEnd, ComesWithTheSecondOfTwoLooksAtNarrowIntervals) {
    RunFixture fixture;
    fixture.plan.before = roundsBefore(9);
    fixture.plan.spec.rounds = 30;
    fixture.plan.spec.stopWidth = anyWidth;
    fixture.machines.acceleration = "";
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_EQ(result.ending, Ending::precision);
    EXPECT_THAT(measuredRounds(result), SizeIs(15)) << "after rounds 10 and 15";
    EXPECT_THAT(endingNote(result), HasSubstr("The run ended after 15 of 30 rounds: every"));
    EXPECT_DOUBLE_EQ(result.design.stopWidth, anyWidth);
}

TEST(EarlyEnd, DoesNotComeWithoutAWidthOrWithWideIntervals) {
    for (const double width : {0.0, 1e-9}) {
        RunFixture fixture;
        fixture.plan.before = roundsBefore(11);
        fixture.plan.spec.rounds = 13;
        fixture.plan.spec.stopWidth = width;
        const BenchmarkResult result = fixture.run();
        EXPECT_EQ(result.ending, Ending::rounds);
        EXPECT_THAT(measuredRounds(result), SizeIs(13));
        EXPECT_EQ(endingNote(result), "");
    }
}

TEST(EarlyEnd, IsShownAsTheWidthInTheProgress) {
    RunFixture fixture;
    fixture.plan.before = roundsBefore(8);
    fixture.plan.spec.rounds = 11;
    fixture.run();
    EXPECT_TRUE(fixture.observer.seen.back().intervalWidth);
    EXPECT_FALSE(fixture.observer.seen.front().intervalWidth);
}

TEST(WidestInterval, IsThatOfTheHeadlinesOfTheWholeAnalysis) {
    const BenchmarkResult result = syntheticResult(12);
    const Analysis whole = analyse(result, 1000);
    double widest = 0;
    for (const Comparison* comparison : whole.headlines())
        if (!comparison->emulated)
            widest = std::max(widest, (comparison->ratio->high - comparison->ratio->low) /
                                          comparison->ratio->estimate);
    ASSERT_TRUE(widestInterval(result));
    EXPECT_NEAR(*widestInterval(result), widest, widest / 4) << "of other resamples";
    BenchmarkResult alone = result;
    std::erase_if(alone.arms, [](const ArmDescription& arm) { return arm.name != "app"; });
    EXPECT_FALSE(widestInterval(alone)) << "nothing to compare";
}

TEST(EarlyEnd, IsAskedForInTheDesign) {
    const std::string xml =
        "<benchmark name='b' version='1'><title>T</title><image id='tree' template='busybox'/>"
        "<arms baseline='app'><arm name='app' type='lxc' title='c' domain='app.xml' image='tree' "
        "use='root'/></arms><design stop='2.5%'/><scenario name='x' title='X'><boot count='1' "
        "marker='up'/></scenario></benchmark>";
    const auto spec = parseBenchmarkSpec("b.xml", xml);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_DOUBLE_EQ(spec->stopWidth, 0.025);
}

TEST(Resumed, RunsOnlyOnWhatItRanOn) {
    RunFixture fixture;
    fixture.plan.before = roundsBefore(1);
    fixture.plan.armsBefore = {{"app", "", "lxc", "", "", "", "", "", ""},
                               {"vm", "", "kvm", "kvm", "", "", "", "", ""}};
    const BenchmarkResult refused = fixture.run(); // the fake machine runs under tcg
    EXPECT_EQ(refused.outcome, Outcome::failed);
    EXPECT_THAT(refused.failure, HasSubstr("acceleration of arm 'vm': 'kvm' before, 'tcg' now"));
    RunFixture forced;
    forced.plan.before = roundsBefore(1);
    forced.plan.armsBefore = fixture.plan.armsBefore;
    forced.plan.mayMix = true;
    const BenchmarkResult mixed = forced.run();
    EXPECT_EQ(mixed.outcome, Outcome::complete) << mixed.failure;
    EXPECT_THAT(mixed.host.back().second, HasSubstr("'kvm' before, 'tcg' now"));
    EXPECT_EQ(mixed.host.back().first, "mixed");
}

TEST(QuickNote, SaysThatIntervalsAreWide) {
    BenchmarkResult result = syntheticResult(5);
    EXPECT_EQ(quickNote(result, analyse(result, 50)), "");
    result.design.quick = true;
    EXPECT_THAT(quickNote(result, analyse(result, 50)), HasSubstr("the intervals are wide"));
}

TEST(TcgVerdicts, AreGivenWhenTheyAreAskedForAndLabelled) {
    BenchmarkResult result = syntheticResult(8);
    const auto verdictsOfMachines = [&] {
        std::size_t count = 0;
        for (const MetricAnalysis& metric : analyse(result, 100).metrics)
            for (const Comparison& pair : metric.comparisons)
                count += pair.arm == "vm" && pair.hasVerdict() ? 1 : 0;
        return count;
    };
    EXPECT_EQ(verdictsOfMachines(), 0U);
    EXPECT_EQ(tcgVerdictsNote(result), "");
    result.design.allowTcgVerdicts = true;
    EXPECT_GT(verdictsOfMachines(), 0U);
    EXPECT_THAT(tcgVerdictsNote(result), HasSubstr("no machine with hardware virtualisation"));
    const Analysis analysis = analyse(result, 100);
    for (const Comparison* comparison : analysis.headlines())
        EXPECT_EQ(comparison->arm == "vm",
                  comparison->sentence.find("emulated virtual machine (tcg)") != std::string::npos);
}

} // namespace
} // namespace twinvirt::bench
