#include "benchmark/report/axis.h"
#include "benchmark/report/charts.h"
#include "benchmark/report/escape.h"
#include "benchmark/report/html_report.h"
#include "benchmark/report/result_directory.h"
#include "benchmark/result/sentences.h"
#include "synthetic_result.h"
#include "util/atomic_file.h"
#include "xml/xml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Escape, LeavesNoMarkupAndNoInvalidText) {
    EXPECT_EQ(escapeMarkup("<b a='\"'>&"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;");
    EXPECT_EQ(escapeMarkup("ä €"), "ä €");
    EXPECT_EQ(escapeMarkup("a\xff\xc0\x80z"), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
    EXPECT_EQ(escapeMarkup(std::string_view("\x1b[31m\0", 6)), "\xEF\xBF\xBD[31m\xEF\xBF\xBD");
}

TEST(Axis, EndsOnRoundNumbersAndPlacesValues) {
    Axis axis = Axis::linear(0, 87, 5);
    axis.place(0, 100);
    EXPECT_EQ(axis.ticks().front().label, "0");
    EXPECT_EQ(axis.ticks().back().label, "100");
    EXPECT_DOUBLE_EQ(axis.at(50), 50);
    EXPECT_DOUBLE_EQ(axis.at(1000), 100);
}

TEST(Axis, HasEqualDistancesForEqualRatiosWhenLogarithmic) {
    Axis axis = Axis::logarithmic(0.1, 1000, 9);
    axis.place(0, 100);
    EXPECT_NEAR(axis.at(1) - axis.at(0.1), axis.at(100) - axis.at(10), 1e-9);
    EXPECT_GE(axis.ticks().size(), 4U);
}

/// Everything a result takes from a guest or a user, hostile.
BenchmarkResult hostileResult() {
    const std::string attack = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>\x1b\xff";
    BenchmarkResult result = syntheticResult(2, 2);
    result.title = result.description = result.specFile = result.specXml = attack;
    result.command = result.version = result.runId = attack;
    result.outcome = Outcome::failed;
    result.failure = "console ended with: " + attack;
    result.host = {{"host name", attack}, {attack, "1"}, {"virtualisation", attack}};
    result.scenarios[0].readyMarker = result.design.cpuSource = attack;
    for (ArmDescription& arm : result.arms) {
        arm.title += attack;
        arm.whyEmulated = arm.hypervisor = arm.definitionFile = arm.definitionXml = attack;
    }
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            for (Boot& boot : block.boots) {
                boot.instance = attack;
                for (BootStep& step : boot.steps)
                    step.step = step.phase = attack;
            }
    return result;
}

TEST(HtmlReport, EscapesEverythingThatAGuestOrAUserSays) {
    const BenchmarkResult result = hostileResult();
    const std::string page = htmlReport(result, analyse(result, 100));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<img")));
    EXPECT_THAT(page, Not(HasSubstr("\x1b")));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
}

TEST(HtmlReport, LoadsNothingAndRunsNothing) {
    const BenchmarkResult result = syntheticResult();
    const std::string page = htmlReport(result, analyse(result, 100));
    EXPECT_THAT(page, HasSubstr("Content-Security-Policy\" content=\"default-src 'none'"));
    EXPECT_THAT(page, Not(HasSubstr("src=")));
    EXPECT_THAT(page, Not(HasSubstr("@import")));
    EXPECT_THAT(page, Not(HasSubstr("url(")));
    EXPECT_THAT(page, HasSubstr("prefers-color-scheme:dark"));
}

TEST(HtmlReport, BeginsWithTheVerdictsAndLabelsTheEmulatedMachineInEveryRow) {
    const BenchmarkResult result = syntheticResult();
    const Analysis analysis = analyse(result, 100);
    const std::string page = htmlReport(result, analysis);
    EXPECT_LT(page.find("class=\"verdicts\""), page.find("<h2>Host"));
    EXPECT_THAT(page, HasSubstr(escapeMarkup(analysis.headlines().front()->sentence)));
    for (std::size_t at = page.find("virtual machine</td>"); at != std::string::npos;
         at = page.find("virtual machine</td>", at + 1))
        ADD_FAILURE() << "a row of the machine without (tcg)";
    EXPECT_THAT(page, HasSubstr("virtual machine (tcg)</td>"));
}

TEST(HtmlReport, WarnsOfIntervalsOverTooFewRounds) {
    const BenchmarkResult few = syntheticResult(2, 2);
    EXPECT_THAT(htmlReport(few, analyse(few, 100)), HasSubstr("Only 2 rounds were measured"));
    const BenchmarkResult enough = syntheticResult();
    EXPECT_THAT(htmlReport(enough, analyse(enough, 100)), Not(HasSubstr("were measured, and")));
}

TEST(HtmlReport, ExplainsAValueThatIsBelowTheNoise) {
    BenchmarkResult result = syntheticResult();
    EXPECT_THAT(htmlReport(result, analyse(result, 200)), Not(HasSubstr("Not comparable (")));
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            for (Sample& sample : block.samples)
                if (block.arm == "app")
                    sample.usedMib = 1000 - sample.instances; // the host frees more than it takes
    const std::string page = htmlReport(result, analyse(result, 200));
    EXPECT_THAT(page, HasSubstr("Not comparable (Used memory of the host)"));
    EXPECT_THAT(page, HasSubstr("PSS and cgroup memory count the instances alone"));
}

TEST(HtmlReport, SaysWhenTheResultIsPartial) {
    BenchmarkResult result = syntheticResult(2, 2);
    result.outcome = Outcome::interrupted;
    EXPECT_THAT(htmlReport(result, analyse(result, 100)), HasSubstr("Partial result"));
    result.rounds.clear();
    EXPECT_THAT(htmlReport(result, analyse(result, 100)), HasSubstr("No round was completed"));
}

/// Every picture is well-formed XML by our own parser, with a title for who does not see it.
TEST(Charts, AreWellFormedPicturesWithATitle) {
    for (const BenchmarkResult& result :
         {syntheticResult(), syntheticResult(1, 1), hostileResult()}) {
        const Analysis analysis = analyse(result, 100);
        std::vector<Svg> pictures;
        for (const Layout layout : {Layout::wide, Layout::compact}) {
            pictures.push_back(drawForest(result, analysis, layout));
            pictures.push_back(drawTimeSeries(result, SeriesOf::usedMemory, layout));
            pictures.push_back(drawWaterfall(result, "os", layout));
        }
        pictures.push_back(drawOverInstances(result, analysis, OverInstances::hostMemory));
        for (const MetricAnalysis& metric : analysis.metrics)
            pictures.push_back(drawDistribution(result, metric));
        for (const Svg& picture : pictures) {
            const auto document =
                XmlDocument::parse({"picture", picture.standalone("A <heading>")});
            EXPECT_TRUE(document) << document.error().message;
            EXPECT_THAT(picture.markup("x"), HasSubstr("role=\"img\""));
            EXPECT_THAT(picture.markup("x"), HasSubstr("<title>"));
        }
    }
}

TEST(Charts, OfTheForestShowsTheFiguresOfTheAnalysis) {
    const BenchmarkResult result = syntheticResult();
    const Analysis analysis = analyse(result, 1000);
    const std::string picture = drawForest(result, analysis, Layout::wide).markup("");
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const Comparison& comparison : metric.comparisons)
            if (comparison.ratio) {
                EXPECT_THAT(picture, HasSubstr(formatRatio(comparison.ratio->estimate) + " " +
                                               formatInterval(*comparison.ratio)));
            }
}

TEST(ResultDirectory, GivesTheSameReportWhenItIsMadeAgain) {
    std::string directory = ::testing::TempDir() + "bench-report-XXXXXX";
    ASSERT_NE(::mkdtemp(directory.data()), nullptr);
    const auto stored = writeResultDirectory(directory + "/a/b", syntheticResult(3, 2));
    ASSERT_TRUE(stored) << stored.error().message;
    const auto first = readFile(directory + "/a/b/report.html");
    ASSERT_TRUE(first);

    const auto again = readResultDirectory(directory + "/a/b");
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_TRUE(writeReports(directory + "/a/b", *again));
    EXPECT_EQ(*first, readFile(directory + "/a/b/report.html").value());
    std::filesystem::remove_all(directory);
}

} // namespace
} // namespace twinvirt::bench
