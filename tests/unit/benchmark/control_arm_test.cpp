// What a result says whose first arm ran twice in each round.
#include "benchmark/result/analysis.h"
#include "benchmark/result/sentences.h"
#include "synthetic_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

/// The synthetic result with its OS container as the control of the application container, and
/// each of its times multiplied.
BenchmarkResult withControl(double factor) {
    BenchmarkResult result = syntheticResult(8, 3);
    ArmDescription again = result.arms[0];
    again.name = "app-again";
    again.title += ", again";
    again.controlOf = "app";
    result.arms.push_back(again);
    for (Round& round : result.rounds) {
        Block block = *findBlock(round, "app");
        block.arm = "app-again";
        for (Boot& made : block.boots)
            made.readyMs *= factor;
        round.blocks.push_back(std::move(block));
    }
    return result;
}

const MetricAnalysis& readyOf(const Analysis& analysis) {
    return *std::ranges::find_if(analysis.metrics, [](const MetricAnalysis& metric) {
        return metric.metric->id == "ready";
    });
}

TEST(Control, IsComparedWithItsArmAndWithNoOther) {
    const BenchmarkResult result = withControl(1.02);
    const Analysis analysis = analyse(result, 500);
    const MetricAnalysis& ready = readyOf(analysis);
    ASSERT_TRUE(ready.control);
    EXPECT_NEAR(ready.control->estimate, 1.02, 1e-9);
    EXPECT_THAT(ready.arms, SizeIs(3));
    EXPECT_THAT(ready.comparisons, SizeIs(3));
    EXPECT_DOUBLE_EQ(ready.equivalence, 0.05) << "the control lies within the band";
    EXPECT_THAT(controlNote(result, analysis), HasSubstr("within the band of equal"));
    EXPECT_THAT(controlNote(result, analysis), Not(HasSubstr("Not to be trusted")));
}

TEST(Control, ThatDiffersFromItsArmWidensTheBandAndIsNamed) {
    const BenchmarkResult result = withControl(1.5);
    const Analysis analysis = analyse(result, 500);
    EXPECT_GT(readyOf(analysis).equivalence, 0.45);
    EXPECT_THAT(controlNote(result, analysis), HasSubstr("Not to be trusted"));
    EXPECT_THAT(controlNote(result, analysis), HasSubstr("Time to ready"));
}

} // namespace
} // namespace twinvirt::bench
