#include "benchmark/report/result_directory.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result_csv.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/sentences.h"
#include "synthetic_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const MetricAnalysis& metricOf(const Analysis& analysis, const std::string& id) {
    for (const MetricAnalysis& metric : analysis.metrics)
        if (metric.metric->id == id)
            return metric;
    throw std::out_of_range(id);
}

TEST(Analysis, FindsTheRatiosThatWereBuiltIn) {
    const Analysis analysis = analyse(syntheticResult());
    const auto& comparisons = metricOf(analysis, "ready").comparisons;
    ASSERT_THAT(comparisons, SizeIs(3));
    EXPECT_EQ(comparisons[0].arm, "os");
    EXPECT_EQ(comparisons[0].reference, "app");
    ASSERT_TRUE(comparisons[0].ratio);
    EXPECT_NEAR(comparisons[0].ratio->estimate, 2, 0.1);
    EXPECT_EQ(comparisons[0].verdict, Verdict::slower);
    EXPECT_NEAR(comparisons[1].ratio->estimate, 150, 8);
}

TEST(Analysis, LeavesWarmupAndIncompleteRoundsOut) {
    BenchmarkResult result = syntheticResult(8, 3);
    const Analysis before = analyse(result, 100);
    result.rounds.front().blocks.front().boots.front().readyMs = 1e9;
    result.rounds.push_back(result.rounds.back());
    result.rounds.back().complete = false;
    result.rounds.back().blocks.front().boots.front().readyMs = 1e9;
    const Analysis after = analyse(result, 100);
    EXPECT_EQ(before.rounds, 8U);
    EXPECT_EQ(after.rounds, 8U);
    EXPECT_EQ(metricOf(before, "ready").arms[0].summary, metricOf(after, "ready").arms[0].summary);
}

TEST(Analysis, TakesMemoryByTheInstanceOverTheEmptyHost) {
    const Analysis analysis = analyse(syntheticResult(), 1000);
    EXPECT_NEAR(metricOf(analysis, "pss").arms[2].summary.median, 118, 6);
    const auto& slope = analysis.instanceCosts.at(2).pssMib;
    ASSERT_TRUE(slope);
    EXPECT_NEAR(slope->estimate, 118, 8);
    EXPECT_LE(slope->low, slope->estimate);
}

TEST(Analysis, HasNoValueWhereAnArmHasNoCgroup) {
    const Analysis analysis = analyse(syntheticResult(), 100);
    EXPECT_THAT(metricOf(analysis, "cgroup-memory").arms, SizeIs(2));
}

TEST(Analysis, PassesNoVerdictOnAnEmulatedMachine) {
    const Analysis analysis = analyse(syntheticResult(), 100);
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const Comparison& comparison : metric.comparisons)
            if (comparison.arm == "vm") {
                EXPECT_TRUE(comparison.emulated);
                EXPECT_THAT(comparison.sentence, StartsWith("The emulated virtual machine (tcg)"));
                EXPECT_THAT(comparison.sentence, HasSubstr("no verdict about a virtual machine"));
                EXPECT_EQ(verdictLabel(*metric.metric, comparison), "withheld (tcg)");
            }
}

TEST(Analysis, PassesAVerdictOnAMachineThatRanOnKvm) {
    BenchmarkResult result = syntheticResult();
    result.arms[2].acceleration = "kvm";
    const Analysis analysis = analyse(result, 100);
    EXPECT_THAT(metricOf(analysis, "ready").comparisons[1].sentence,
                StartsWith("The virtual machine is slower to become ready than the application "
                           "container"));
}

TEST(Sentences, FormatValuesForPeople) {
    EXPECT_EQ(formatValue(1840.4), "1840");
    EXPECT_EQ(formatValue(17.12), "17.1");
    EXPECT_EQ(formatValue(1.234), "1.23");
    EXPECT_EQ(formatValue(0.0821), "0.082");
    EXPECT_EQ(formatRatio(98.44), "98.4");
    EXPECT_EQ(formatInterval({1.23, 1.2, 1.256}), "[1.20, 1.26]");
}

TEST(Noise, BeforeARunWithholdsAllOfItsVerdictsAndLeavesTheFigures) {
    BenchmarkResult result = syntheticResult(8, 3);
    const Analysis quiet = analyse(result, 500);
    ASSERT_THAT(quiet.metrics.at(0).comparisons.at(0).withheldBy, IsEmpty());
    result.noise.before.cpus = 2;
    result.noise.before.load1 = 2.5;
    const Analysis noisy = analyse(result, 500);
    const Comparison& comparison = noisy.metrics.at(0).comparisons.at(0);
    EXPECT_THAT(comparison.withheldBy, ElementsAre(Gate::load));
    EXPECT_EQ(comparison.ratio, quiet.metrics.at(0).comparisons.at(0).ratio);
    EXPECT_EQ(verdictLabel(*noisy.metrics.at(0).metric, comparison), "withheld (noise)");
    EXPECT_THAT(comparison.sentence, HasSubstr("withheld because of noise (load)"));
    EXPECT_THAT(gateSentences(result, noisy).at(0), HasSubstr("the load was 1.25 for each CPU"));
    EXPECT_THAT(resultToJson(result, noisy), HasSubstr("\"withheld (noise)\""));
}

TEST(Noise, OfOneMetricWithholdsTheVerdictsThatItTakesPartIn) {
    BenchmarkResult result = syntheticResult(8, 3);
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            for (Boot& boot : block.boots)
                if (block.arm == "os")
                    boot.readyMs *= 1 + 0.1 * round.number; // it grows slower and slower
    const Analysis analysis = analyse(result, 500);
    const MetricAnalysis& ready = analysis.metrics.at(0);
    for (const Comparison& comparison : ready.comparisons) {
        const bool withIt = comparison.arm == "os" || comparison.reference == "os";
        EXPECT_EQ(!comparison.withheldBy.empty(), withIt) << comparison.arm;
    }
    EXPECT_THAT(gateSentences(result, analysis), Contains(HasSubstr("went up by")));
    EXPECT_THAT(analysis.gates, IsEmpty());
}

TEST(Noise, OfOneOddValueOfFewIsNone) {
    BenchmarkResult result = syntheticResult(8, 1);
    result.rounds.back().blocks.front().deleteMs = {500000};
    for (const MetricAnalysis& metric : analyse(result, 100).metrics)
        for (const ArmFigure& figure : metric.arms)
            for (const FiredGate& fired : figure.gates)
                EXPECT_NE(fired.gate, Gate::severeOutliers) << fired.sentence;
}

TEST(ResultJson, HoldsEverythingAndComesBackTheSame) {
    const BenchmarkResult original = syntheticResult(2, 2);
    const auto once = resultFromJson("r", resultToJson(original, {}));
    ASSERT_TRUE(once) << once.error().message;
    const auto twice = resultFromJson("r", resultToJson(*once, analyse(*once, 100)));
    ASSERT_TRUE(twice) << twice.error().message;
    EXPECT_EQ(*once, *twice);
    EXPECT_EQ(once->rounds.size(), original.rounds.size());
    EXPECT_EQ(once->arms, original.arms);
    EXPECT_EQ(once->design, original.design);
}

TEST(ResultJson, IsReadOnlyInItsOwnVersion) {
    std::string text = resultToJson(syntheticResult(1, 1), {});
    const std::string current =
        "\"schemaVersion\": " + std::to_string(BenchmarkResult::schemaVersion);
    const auto at = text.find(current);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, current.size(), "\"schemaVersion\": 9999");
    const auto result = resultFromJson("old.json", text);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::configUnsupported);
    EXPECT_THAT(result.error().message, HasSubstr("schema version 9999"));
}

TEST(ResultJson, RefusesWhatIsNoResultWithoutCrashing) {
    const std::string whole = resultToJson(syntheticResult(1, 1), {});
    for (const std::string& text :
         {std::string(), std::string("[]"), std::string("{\"schema\": 1}"), std::string("\xff"),
          std::string("{\"schema\": \"twinvirt-benchmark-result\", \"schemaVersion\": 2}"),
          whole.substr(0, whole.size() / 2)})
        EXPECT_FALSE(resultFromJson("broken.json", text));
}

TEST(ResultJson, TakesAnyBytesThatAGuestPrinted) {
    BenchmarkResult result = syntheticResult(1, 1);
    result.outcome = Outcome::failed;
    result.failure = "console: \xff\xfe\x00 end";
    EXPECT_TRUE(resultFromJson("r", resultToJson(result, {})));
}

TEST(ResultCsv, HasALineForEachValueAndMarksEmulatedOnes) {
    const std::string csv = resultToCsv(syntheticResult(2, 3));
    EXPECT_THAT(csv,
                StartsWith("round,warmup,complete,scenario,arm,acceleration,instance,metric,unit,"
                           "value\r\n"));
    // 3 rounds x (3 arms x (ready, cpu, delete) x 3 instances + memory: 3 used, 3 pss, 2 cgroup)
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 3 * (27 + 8));
    EXPECT_THAT(csv, HasSubstr(",vm,tcg,1,ready,ms,"));
    EXPECT_THAT(csv, HasSubstr("1,yes,yes,"));
}

} // namespace
} // namespace twinvirt::bench
