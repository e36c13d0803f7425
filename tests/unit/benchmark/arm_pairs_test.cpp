#include "benchmark/report/html_report.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/arm_pairs.h"
#include "benchmark/result/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace twinvirt::bench {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST(ArmPairs, OfFewArmsAreEachWithEachBefore) {
    EXPECT_THAT(pairsOf(0, Pairing::everyOther), SizeIs(0));
    EXPECT_THAT(pairsOf(1, Pairing::everyOther), SizeIs(0));
    EXPECT_THAT(pairsOf(3, Pairing::everyOther),
                ElementsAre(ArmPair{1, 0}, ArmPair{2, 0}, ArmPair{2, 1}));
    EXPECT_THAT(pairsOf(4, Pairing::everyOther), SizeIs(6));
}

TEST(ArmPairs, OfMoreAreEachWithTheBaseline) {
    const auto pairs = pairsOf(7, Pairing::everyOther);
    EXPECT_THAT(pairs, SizeIs(6));
    EXPECT_THAT(pairs, Each(Field(&ArmPair::reference, 0U)));
}

TEST(ArmPairs, OfALadderAreEachWithTheOneBeforeAndWithTheBaseline) {
    EXPECT_THAT(
        pairsOf(4, Pairing::ladder),
        ElementsAre(ArmPair{1, 0}, ArmPair{2, 0}, ArmPair{3, 0}, ArmPair{2, 1}, ArmPair{3, 2}));
}

/// Six arms of which each takes a tenth longer to start than the one before it; the kernel is
/// equal, and the clock of the last arm is wrong by a tenth.
BenchmarkResult ladder() {
    BenchmarkResult result;
    result.title = "Layers";
    result.started = "2026-01-01T00:00:00Z";
    result.design.baseline = "arm0";
    result.design.equivalence = 0.05;
    result.design.seed = 7;
    Scenario scenario;
    scenario.name = "layers";
    scenario.title = "Each layer";
    scenario.work = "mechanisms";
    scenario.kernels = {"syscall", "fork-exec"};
    result.scenarios = {scenario};
    for (int arm = 0; arm < 6; ++arm) {
        ArmDescription description;
        description.name = "arm" + std::to_string(arm);
        description.title = "layer " + std::to_string(arm);
        description.type = "host";
        result.arms.push_back(description);
    }
    for (unsigned number = 1; number <= 8; ++number) {
        Round round;
        round.number = number;
        round.complete = true;
        double start = 100.0 + number % 3;
        for (const ArmDescription& arm : result.arms) {
            Block block;
            block.scenario = "layers";
            block.arm = arm.name;
            block.figures = {{"probe-start", {start}}};
            const double outside = arm.name == "arm5" ? 1100 : 1000;
            block.kernels = {{"syscall", {100}, 1000, outside},
                             {"fork-exec", {900}, 1000, outside}};
            round.blocks.push_back(block);
            start *= 1.1;
        }
        result.rounds.push_back(round);
    }
    return result;
}

TEST(Ladder, ShowsWhatEachStepAddsToTheOneBefore) {
    const BenchmarkResult result = ladder();
    const Analysis analysis = analyse(result, 500);
    const MetricAnalysis& start = analysis.metrics.at(0);
    ASSERT_EQ(start.metric->id, "probe-start");
    const Comparison* step = findComparison(start, "arm4", "arm3");
    ASSERT_NE(step, nullptr);
    EXPECT_NEAR(step->ratio->estimate, 1.1, 1e-9);
    EXPECT_NEAR(comparisonToBaseline(start, "arm4")->ratio->estimate, 1.4641, 1e-9);
    EXPECT_EQ(comparisonToBaseline(start, "arm0"), nullptr);
    EXPECT_EQ(findComparison(start, "arm4", "arm2"), nullptr);

    EXPECT_THAT(analysis.headlines(), SizeIs(5)) << "the steps of the start";
    const std::string page = htmlReport(result, analysis);
    const auto at = page.find("What each step adds</h3>");
    ASSERT_NE(at, std::string::npos);
    const std::string table = page.substr(at, page.find("</table>", at) - at);
    EXPECT_THAT(table, HasSubstr("layer 5"));
    EXPECT_THAT(table, HasSubstr("1.10 <small>[1.10, 1.10]</small><br><small>+14.8 ms, slower"));
    EXPECT_THAT(table, HasSubstr("1.00 <small>[1.00, 1.00]"));
}

TEST(Ladder, SaysOnceThatTheClockOfAnArmIsWrong) {
    const BenchmarkResult result = ladder();
    const Analysis analysis = analyse(result, 500);
    const auto sentences = gateSentences(result, analysis);
    EXPECT_EQ(std::ranges::count_if(sentences,
                                    [](const std::string& sentence) {
                                        return sentence.find("clock") != std::string::npos;
                                    }),
              1);
    EXPECT_THAT(sentences.front(), HasSubstr("The clock of the layer 5 and that of the host"));
    EXPECT_THAT(htmlReport(result, analysis), Not(HasSubstr("A guest's clock")));
}

} // namespace
} // namespace twinvirt::bench
