// What a result of several scenarios says.
#include "benchmark/report/charts.h"
#include "benchmark/report/html_report.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/sentences.h"
#include "benchmark/spec/kernel_catalog.h"
#include "benchmark/statistics/random.h"
#include "synthetic_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A result with a second scenario of one kernel in two arms.
BenchmarkResult withKernels() {
    BenchmarkResult result = syntheticResult(6, 2);
    Scenario kernels;
    kernels.name = "kernels";
    kernels.title = "Kernels";
    kernels.work = "probe";
    kernels.count = 1;
    kernels.kernels = {"syscall"};
    kernels.batches = 3;
    kernels.batchMs = 50;
    result.scenarios.push_back(kernels);
    for (Round& round : result.rounds)
        for (const char* arm : {"app", "os"}) {
            Block block;
            block.scenario = "kernels";
            block.arm = arm;
            const double nanoseconds = std::string(arm) == "app" ? 100 : 130;
            block.kernels = {
                {"syscall", {nanoseconds, nanoseconds + 1, nanoseconds - 1}, 150, 151}};
            round.blocks.push_back(block);
        }
    return result;
}

TEST(SeveralScenarios, AreAnalysedEachByItself) {
    const BenchmarkResult result = withKernels();
    const Analysis analysis = analyse(result, 500);
    const auto kernel = std::ranges::find_if(analysis.metrics, [](const MetricAnalysis& metric) {
        return metric.scenario == "kernels";
    });
    ASSERT_NE(kernel, analysis.metrics.end());
    EXPECT_EQ(kernel->metric->id, "syscall");
    EXPECT_THAT(kernel->arms, SizeIs(2));
    ASSERT_THAT(kernel->comparisons, SizeIs(1));
    EXPECT_EQ(kernel->comparisons[0].verdict, Verdict::slower);
    EXPECT_EQ(analysis.metrics[0].metric->id, "ready");
    EXPECT_THAT(analysis.metrics[0].arms, SizeIs(3));
    EXPECT_EQ(metricTitle(result, *kernel), "Kernels: System call");
}

TEST(SeveralKernels, AreOneRatioMoreByTheirGeometricMean) {
    BenchmarkResult result = withKernels();
    result.scenarios[1].kernels.push_back("triad");
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            if (block.scenario == "kernels")
                block.kernels.push_back(
                    {"triad", {block.arm == "app" ? 200.0 : 260.0 / 1.3 / 1.3}, 100, 100});
    const Analysis analysis = analyse(result, 500);
    ASSERT_THAT(analysis.means, SizeIs(1));
    const ScenarioMean& mean = analysis.means[0];
    EXPECT_EQ(mean.metrics, 2U);
    // 1.3 times the one, 1 / 1.3 times the other
    EXPECT_NEAR(mean.comparison.ratio->estimate, 1, 1e-9);
    EXPECT_EQ(mean.comparison.verdict, Verdict::equal);
    EXPECT_EQ(mean.comparison.sentence,
              "Over 2 kernels the OS container took 1.00 × the time of the application container "
              "(geometric mean, 95 % interval [1.00, 1.00]): equal within 5 %. From 0.77 × (Memory "
              "bandwidth (triad)) to 1.30 × (System call).");
    EXPECT_EQ(analysis.headlines().back()->sentence, mean.comparison.sentence);
    EXPECT_THAT(analyse(withKernels(), 100).means, IsEmpty()) << "one kernel is its own mean";
}

TEST(SeveralScenarios, GiveAnArmTheSameColourInEach) {
    BenchmarkResult result = withKernels();
    for (Round& round : result.rounds)
        std::erase_if(round.blocks, [](const Block& block) {
            return block.scenario == "serial-boot" && block.arm == "app";
        });
    const auto boots = scenarioView(result, result.scenarios[0]);
    const auto kernels = scenarioView(result, result.scenarios[1]);
    EXPECT_THAT(boots.arms, SizeIs(2));
    EXPECT_EQ(colourOf(boots, "os"), colourOf(kernels, "os"));
    EXPECT_EQ(colourOf(boots, "os"), colourOf(result, "os"));
    EXPECT_NE(colourOf(boots, "os"), colourOf(boots, "vm"));
}

TEST(SeveralScenarios, ComeBackFromTheirJson) {
    const BenchmarkResult result = withKernels();
    const auto again = resultFromJson("r", resultToJson(result, analyse(result, 100)));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->scenarios, result.scenarios);
    EXPECT_EQ(again->rounds.back().blocks.back(), result.rounds.back().blocks.back());
}

TEST(SeveralScenarios, StandInOneReportUnderTheirTitles) {
    const BenchmarkResult result = withKernels();
    const std::string page = htmlReport(result, analyse(result, 100));
    EXPECT_THAT(page, HasSubstr("<h2>Serial boot</h2>"));
    EXPECT_THAT(page, HasSubstr("<h2>Kernels</h2>"));
    EXPECT_THAT(page, HasSubstr("System call"));
}

/// The standard suite at its full length: all kernels in three arms, 20 rounds of 5 batches.
BenchmarkResult ofStandardSize() {
    BenchmarkResult result = syntheticResult(20, 3);
    Scenario kernels;
    kernels.name = "kernels";
    kernels.title = "Kernels";
    kernels.work = "probe";
    for (const Kernel& kernel : kernelCatalog())
        kernels.kernels.push_back(kernel.name);
    result.scenarios.push_back(kernels);
    Random random(3);
    for (Round& round : result.rounds)
        for (const char* arm : {"app", "os", "vm"}) {
            Block block;
            block.scenario = "kernels";
            block.arm = arm;
            for (const std::string& kernel : kernels.kernels) {
                KernelRun run{kernel, {}, 100, 100};
                for (int batch = 0; batch < 5; ++batch)
                    run.values.push_back(90 + static_cast<double>(random.below(2000)) / 100);
                block.kernels.push_back(run);
            }
            round.blocks.push_back(std::move(block));
        }
    return result;
}

TEST(Report, OfTheStandardSuiteIsAFileOfLessThan500Kilobytes) {
    const BenchmarkResult result = ofStandardSize();
    const std::string page = htmlReport(result, analyse(result, 500));
    EXPECT_LT(page.size(), 500000U);
    EXPECT_THAT(page, HasSubstr("cumulative distribution"));
}

} // namespace
} // namespace twinvirt::bench
