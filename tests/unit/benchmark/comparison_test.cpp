// Two results side by side: what `bench compare` says, and the files for other programs.
#include "benchmark/report/junit.h"
#include "benchmark/report/summary_markdown.h"
#include "benchmark/result/result_comparison.h"
#include "synthetic_result.h"
#include "xml/xml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// As if everything of this arm took `factor` times as long.
BenchmarkResult slowed(const std::string& arm, double factor, unsigned rounds = 8) {
    BenchmarkResult result = syntheticResult(rounds);
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            if (block.arm == arm)
                for (Boot& boot : block.boots)
                    boot.readyMs *= factor;
    return result;
}

const ArmChange& changeOf(const ResultComparison& comparison, const std::string& metric,
                          const std::string& arm) {
    const auto found = std::ranges::find_if(comparison.changes, [&](const ArmChange& change) {
        return change.metric->id == metric && change.arm == arm;
    });
    if (found == comparison.changes.end())
        throw std::out_of_range(metric);
    return *found;
}

TEST(CompareResults, FindsWhatBecameSlowerAndLeavesTheRestEqual) {
    const auto comparison = compareResults(syntheticResult(), slowed("os", 1.5), {"ready"}, 1000);
    ASSERT_TRUE(comparison) << comparison.error().message;
    const ArmChange& slow = changeOf(*comparison, "ready", "os");
    ASSERT_TRUE(slow.ratio);
    EXPECT_NEAR(slow.ratio->estimate, 1.5, 1e-9);
    EXPECT_EQ(slow.verdict, Verdict::slower);
    EXPECT_DOUBLE_EQ(slow.after.median, 1.5 * slow.before.median);
    EXPECT_NEAR(changeOf(*comparison, "ready", "app").ratio->estimate, 1, 1e-9);
    EXPECT_THAT(comparison->differences, IsEmpty());
    EXPECT_EQ(comparison->changes.size(), 3U) << "one metric of three arms";
}

TEST(CompareResults, IsTheSameWhenItIsDoneAgain) {
    const auto once = compareResults(syntheticResult(), slowed("os", 1.5), {}, 200);
    const auto again = compareResults(syntheticResult(), slowed("os", 1.5), {}, 200);
    for (std::size_t i = 0; i < once->changes.size(); ++i)
        EXPECT_EQ(once->changes[i].ratio, again->changes[i].ratio);
}

TEST(CompareResults, SaysInWhatTheRunsDiffer) {
    BenchmarkResult after = slowed("os", 1);
    after.version = "9.9";
    after.arms.erase(after.arms.begin());
    const auto comparison = compareResults(syntheticResult(), after, {}, 100);
    EXPECT_THAT(comparison->differences,
                AllOf(Contains(AllOf(HasSubstr("version of twinvirt"), HasSubstr("'9.9' after"))),
                      Contains("arm 'app' is in the first run only")));
}

TEST(CompareResults, RefusesWhatCannotBeCompared) {
    const auto metric = compareResults(syntheticResult(), syntheticResult(), {"speed"}, 10);
    EXPECT_THAT(metric.error().message, AllOf(HasSubstr("'speed'"), HasSubstr("ready")));
    BenchmarkResult empty = syntheticResult();
    empty.rounds.clear();
    EXPECT_THAT(compareResults(syntheticResult(), empty).error().message,
                HasSubstr("no complete round"));
    BenchmarkResult other = syntheticResult();
    for (ArmDescription& arm : other.arms)
        arm.name += "x";
    EXPECT_THAT(compareResults(syntheticResult(), other).error().message,
                HasSubstr("no arm in common"));
}

TEST(FailOn, ReadsWhatHelpSaysAndNothingElse) {
    EXPECT_EQ(parseFailOn("slower:5%")->what, FailOn::What::slower);
    EXPECT_DOUBLE_EQ(parseFailOn("more:12.5%")->threshold, 0.125);
    EXPECT_EQ(parseFailOn("worse:0%")->what, FailOn::What::worse);
    for (const char* text :
         {"", "slower", "slower:", "slower:%", "slower:5", "5%", "faster:5%", "slower:-5%",
          "slower:5%%", "slower:nan%", "slower:99999%", "slower: 5%", "slower:1e2%"})
        EXPECT_THAT(parseFailOn(text).error().message, HasSubstr("expected slower:5%")) << text;
}

TEST(FailOn, IsAboutTheWholeInterval) {
    ArmChange change;
    change.metric = findMetric("ready");
    const auto regression = [&](double low, double high, const char* limit) {
        change.ratio = Interval{(low + high) / 2, low, high};
        return regressionsOf({change}, *parseFailOn(limit)).at(0).regression;
    };
    EXPECT_EQ(regression(1.06, 1.2, "slower:5%"), Regression::certain);
    EXPECT_EQ(regression(1.02, 1.2, "slower:5%"), Regression::unclear);
    EXPECT_EQ(regression(0.9, 1.04, "slower:5%"), Regression::none);
    EXPECT_EQ(regression(1.06, 1.2, "more:5%"), Regression::none) << "that is about memory";
    EXPECT_EQ(regression(1.06, 1.2, "worse:5%"), Regression::certain);
    change.metric = findMetric("pss");
    EXPECT_EQ(regression(1.06, 1.2, "slower:5%"), Regression::none);
    EXPECT_EQ(regression(1.06, 1.2, "more:5%"), Regression::certain);
    change.ratio.reset();
    EXPECT_EQ(regressionsOf({change}, *parseFailOn("worse:5%"))[0].regression, Regression::none);
}

/// So many changes of a time: each has its whole interval above the limit, by a p value.
std::vector<ArmChange> changesOf(std::size_t count, double probability) {
    ArmChange change;
    change.metric = findMetric("ready");
    change.ratio = Interval{1.1, 1.06, 1.2};
    change.probabilityWithinLimit = probability;
    return std::vector<ArmChange>(count, change);
}

std::ptrdiff_t certainOf(const std::vector<ArmChange>& changes) {
    return std::ranges::count(regressionsOf(changes, *parseFailOn("slower:5%")),
                              Regression::certain, &RegressionFinding::regression);
}

TEST(FailOn, CorrectsForMoreThanTenFigures) {
    EXPECT_EQ(certainOf(changesOf(10, 0.02)), 10);
    EXPECT_EQ(certainOf(changesOf(11, 0.02)), 0) << "11 × 0.02 is more than 2.5 %";
    EXPECT_EQ(certainOf(changesOf(11, 0.002)), 11);
    auto mixed = changesOf(20, 0.02);
    mixed[7].probabilityWithinLimit = 0.001; // × 20 is 0.02
    const auto findings = regressionsOf(mixed, *parseFailOn("slower:5%"));
    EXPECT_EQ(findings[7].regression, Regression::certain);
    EXPECT_DOUBLE_EQ(findings[7].adjusted.value(), 0.02);
    EXPECT_EQ(findings[6].regression, Regression::unclear);
    EXPECT_EQ(certainOf(mixed), 1);
}

TEST(FailOn, CountsOnlyWhatItIsAbout) {
    auto changes = changesOf(10, 0.02);
    for (int i = 0; i < 5; ++i) {
        changes.push_back(changes.front());
        changes.back().metric = findMetric("pss"); // slower: is about times
        changes.push_back(changes.front());
        changes.back().emulated = true;
    }
    EXPECT_EQ(certainOf(changes), 10) << "ten times, so nothing is corrected";
}

TEST(FailOn, IsUnclearWhereNoiseWithheldTheVerdict) {
    auto changes = changesOf(2, 0.0001);
    changes[1].withheldBy = {Gate::drift};
    const auto findings = regressionsOf(changes, *parseFailOn("slower:5%"));
    EXPECT_EQ(findings[0].regression, Regression::certain);
    EXPECT_EQ(findings[1].regression, Regression::unclear);
    changes[1].ratio = Interval{0.9, 0.8, 1.0};
    EXPECT_EQ(regressionsOf(changes, *parseFailOn("slower:5%"))[1].regression, Regression::none);
}

TEST(CompareResults, GivesAPValueThatAgreesWithTheInterval) {
    const auto comparison =
        compareResults(syntheticResult(), slowed("os", 1.06), {"ready"}, 4000, 1.05);
    for (const ArmChange& change : comparison->changes) {
        ASSERT_TRUE(change.probabilityWithinLimit) << change.arm;
        EXPECT_EQ(change.ratio->low > 1.05, *change.probabilityWithinLimit < 0.025) << change.arm;
    }
    EXPECT_FALSE(compareResults(syntheticResult(), slowed("os", 1), {"ready"}, 100)
                     ->changes[0]
                     .probabilityWithinLimit);
}

TEST(CompareResults, WithholdsForTheNoiseOfEitherRunAndForNoOtherFigure) {
    const BenchmarkResult before = syntheticResult();
    BenchmarkResult after = slowed("os", 1.5);
    auto comparison = compareResults(before, after, {}, 500);
    Analysis quiet = analyse(before, 200);
    Analysis noisy = analyse(after, 200);
    quiet.gates.clear();
    noisy.gates.clear();
    for (Analysis* analysis : {&quiet, &noisy})
        for (MetricAnalysis& metric : analysis->metrics)
            for (ArmFigure& figure : metric.arms) {
                figure.gates.clear();
                if (analysis == &noisy && metric.metric->id == "ready" && figure.arm == "os")
                    figure.gates.push_back({Gate::drift, 0.2, 0.05, "It drifted."});
            }
    withholdForNoise(*comparison, quiet, noisy);
    for (const ArmChange& change : comparison->changes)
        EXPECT_EQ(change.withheldBy.empty(), change.metric->id != "ready" || change.arm != "os")
            << change.metric->id << " of " << change.arm;
    quiet.gates.push_back({Gate::load, 3, 0.5, "It was loaded."});
    withholdForNoise(*comparison, quiet, noisy);
    for (const ArmChange& change : comparison->changes)
        EXPECT_FALSE(change.hasVerdict()) << change.metric->id;
}

TEST(CompareResults, HasNoVerdictOfAnEmulatedArmUnlessItWasAskedFor) {
    const auto comparison =
        compareResults(syntheticResult(), slowed("vm", 2), {"ready"}, 200, 1.05);
    EXPECT_TRUE(changeOf(*comparison, "ready", "vm").emulated);
    EXPECT_FALSE(changeOf(*comparison, "ready", "os").emulated);
    BenchmarkResult before = syntheticResult();
    BenchmarkResult after = slowed("vm", 2);
    before.design.allowTcgVerdicts = after.design.allowTcgVerdicts = true;
    const auto allowed = compareResults(before, after, {"ready"}, 200, 1.05);
    EXPECT_EQ(changeOf(*allowed, "ready", "vm").verdict, Verdict::slower);
    EXPECT_FALSE(changeOf(*allowed, "ready", "vm").emulated);
}

/// A guest may call itself anything.
BenchmarkResult hostile() {
    BenchmarkResult result = syntheticResult();
    result.title = "<script>alert(1)</script> | *bold*\n# no heading";
    result.arms.front().title = "a|b\"><img src=x onerror=alert(1)>";
    for (auto& fact : result.host)
        fact.second = "</testsuite>|&";
    return result;
}

TEST(SummaryMarkdown, HasTheVerdictsTheTableAndTheCommand) {
    const BenchmarkResult result = syntheticResult();
    const std::string text = summaryMarkdown(result, analyse(result, 200));
    EXPECT_THAT(text, AllOf(HasSubstr("| Time to ready | "), HasSubstr("withheld (tcg)"),
                            HasSubstr("- again: twinsh bench run"), HasSubstr("baseline |\n")));
}

TEST(SummaryMarkdown, EscapesWhatAGuestSays) {
    const BenchmarkResult result = hostile();
    const std::string text = summaryMarkdown(result, analyse(result, 50));
    EXPECT_THAT(text, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")),
                            Not(HasSubstr("\n# no heading")), HasSubstr("a\\|b")));
}

TEST(Junit, IsWellFormedWhateverAGuestSays) {
    const BenchmarkResult result = hostile();
    const auto document = XmlDocument::parse({"junit.xml", junitOf(result, analyse(result, 50))});
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->root().name(), "testsuite");
}

TEST(Junit, SaysWhatFailedAndWhatIsUnclear) {
    const auto comparison = compareResults(syntheticResult(), slowed("os", 1.5), {"ready"}, 500);
    const std::string text = junitOf(syntheticResult(), *comparison, *parseFailOn("slower:5%"));
    EXPECT_THAT(text, AllOf(HasSubstr("failures=\"1\""), HasSubstr("tests=\"3\""),
                            HasSubstr("<failure message=\"slower: ratio 1.5")));
    EXPECT_TRUE(XmlDocument::parse({"junit.xml", text}));
}

TEST(Junit, OfARunThatFailedHasItsReason) {
    BenchmarkResult result = syntheticResult();
    result.outcome = Outcome::failed;
    result.failure = "instance 'x' ended";
    EXPECT_THAT(junitOf(result, analyse(result, 50)),
                AllOf(HasSubstr("errors=\"1\""), HasSubstr("instance &#39;x&#39; ended")));
}

} // namespace
} // namespace twinvirt::bench
