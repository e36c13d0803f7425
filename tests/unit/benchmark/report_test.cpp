#include "benchmark/report/axis.h"
#include "benchmark/report/charts.h"
#include "benchmark/report/escape.h"
#include "benchmark/report/html_report.h"
#include "benchmark/report/junit.h"
#include "benchmark/report/result_directory.h"
#include "benchmark/report/summary_markdown.h"
#include "benchmark/result/result_csv.h"
#include "benchmark/result/sentences.h"
#include "hostile_result.h"
#include "synthetic_result.h"
#include "synthetic_suite.h"
#include "util/atomic_file.h"
#include "xml/xml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

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

TEST(Escape, LeavesNoCharacterThatXmlForbidsOrThatTurnsTheText) {
    EXPECT_EQ(escapeMarkup("a\xEF\xBF\xBEz"), "a\xEF\xBF\xBDz");
    EXPECT_EQ(escapeMarkup("x\xE2\x80\xAEgpj"), "x\xEF\xBF\xBDgpj");
    EXPECT_EQ(escapeMarkup("x\xE2\x81\xA9"), "x\xEF\xBF\xBD");
    EXPECT_EQ(escapeMarkup("a\xE2\x80\x93z"), "a\xE2\x80\x93z") << "a dash is none of them";
}

TEST(HtmlReport, EscapesEverythingThatAGuestOrAUserSays) {
    const BenchmarkResult result = hostileResult();
    const std::string page = htmlReport(result, analyse(result, 100));
    for (const char* markup :
         {"<script", "<img", "</svg>-->", "<!--", "]]>", "\x1b", "\xff", "\xE2\x80\xAE", "\"'>"})
        EXPECT_THAT(page, Not(HasSubstr(markup))) << markup;
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(page, HasSubstr("&amp;lt;")) << "what is escaped already is escaped once more";
    // Every place is there: title, host, arm, scenario, card, command, steps, failure.
    std::size_t places = 0;
    for (auto at = page.find("&lt;script&gt;"); at != std::string::npos;
         at = page.find("&lt;script&gt;", at + 1))
        ++places;
    EXPECT_GT(places, 100U);
}

TEST(SummaryMarkdown, EscapesWhatWouldBeMarkupOrAnotherCell) {
    const BenchmarkResult result = hostileResult();
    const std::string text = summaryMarkdown(result, analyse(result, 100));
    for (const char* markup : {"<script", "<img", "\x1b", "\xff"})
        EXPECT_THAT(text, Not(HasSubstr(markup)));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::size_t bars = 0;
        for (std::size_t i = 0; i < line.size(); ++i)
            if (line[i] == '|' && (i == 0 || line[i - 1] != '\\'))
                ++bars;
        EXPECT_TRUE(bars == 0 || bars == 8) << line;
        EXPECT_THAT(line, Not(HasSubstr("[x](")));
    }
}

TEST(ResultCsv, MakesNoNameAFormulaAndNoLineOfANameWithALineFeed) {
    const std::string text = resultToCsv(hostileResult());
    EXPECT_THAT(text, HasSubstr("\"'=1+1"));
    EXPECT_THAT(text, Not(HasSubstr(",=1+1")));
    EXPECT_THAT(text, Not(HasSubstr(",\"=1+1")));
    // Outside of quotes a line ends after ten fields.
    std::size_t fields = 1;
    bool quoted = false;
    for (const char c : text) {
        quoted = quoted != (c == '"');
        if (c == ',' && !quoted)
            ++fields;
        if (c != '\n' || quoted)
            continue;
        ASSERT_EQ(fields, 10U);
        fields = 1;
    }
}

TEST(Junit, IsWellFormedWhateverAGuestSays) {
    const BenchmarkResult result = hostileResult();
    const std::string text = junitOf(result, analyse(result, 100));
    const auto document = XmlDocument::parse({"junit.xml", text});
    EXPECT_TRUE(document) << document.error().message;
    EXPECT_THAT(text, Not(HasSubstr("<script")));
    EXPECT_THAT(text, HasSubstr("errors=\"1\""));
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
    for (std::size_t at = page.find("virtual machine</th>"); at != std::string::npos;
         at = page.find("virtual machine</th>", at + 1))
        ADD_FAILURE() << "a row of the machine without (tcg)";
    EXPECT_THAT(page, HasSubstr("virtual machine (tcg)</th>"));
}

TEST(HtmlReport, FoldsManySentencesWithoutAVerdictBelowThoseThatHaveOne) {
    const BenchmarkResult result = syntheticSuite(8, 8);
    const Analysis analysis = analyse(result, 50);
    std::size_t withheld = 0;
    for (const Comparison* comparison : analysis.headlines())
        withheld += comparison->hasVerdict() ? 0 : 1;
    ASSERT_GT(withheld, 4U);
    const std::string page = htmlReport(result, analysis);
    const auto fold = page.find(std::to_string(withheld) + " comparisons without a verdict");
    ASSERT_NE(fold, std::string::npos);
    EXPECT_LT(fold, page.find("<h2>Host"));
    EXPECT_LT(fold, page.find("<li class=\"tcg\">"));
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

TEST(HtmlReport, StaysOneSmallFileHoweverMuchWasMeasured) {
    constexpr std::size_t most = 500 * 1000;
    const BenchmarkResult suite = syntheticSuite(20, 24);
    const Analysis analysis = analyse(suite, 50);
    const std::string page = htmlReport(suite, analysis);
    EXPECT_LT(page.size(), most);
    const BenchmarkResult standard = syntheticSuite(20, 2, 16);
    EXPECT_LT(htmlReport(standard, analyse(standard, 50)).size(), most);
    const BenchmarkResult large = syntheticSuite(60, 20);
    EXPECT_LT(htmlReport(large, analyse(large, 50)).size(), most);
}

TEST(HtmlReport, HasItsHeadingsInOrderAndAHeadingForEachCell) {
    const BenchmarkResult result = syntheticSuite(6, 3, 2);
    const std::string page = htmlReport(result, analyse(result, 50));
    int before = 0;
    for (auto at = page.find("<h"); at != std::string::npos; at = page.find("<h", at + 1)) {
        const int level = page[at + 2] - '0';
        if (level < 1 || level > 6)
            continue;
        EXPECT_LE(level, before + 1) << page.substr(at, 60);
        before = level;
    }
    for (auto at = page.find("<th"); at != std::string::npos; at = page.find("<th", at + 1))
        if (page.compare(at, 6, "<thead") != 0) {
            EXPECT_EQ(page.compare(at, 11, "<th scope=\""), 0) << page.substr(at, 60);
        }
    EXPECT_THAT(page, HasSubstr("<html lang=\"en\">"));
    EXPECT_THAT(page, HasSubstr("class=\"skip\" href=\"#ratios\""));
    EXPECT_THAT(page, HasSubstr("href=\"#scenario-kernels-1\""));
    EXPECT_THAT(page, HasSubstr("id=\"scenario-kernels-1\""));
}

TEST(HtmlReport, HasATableUnderEachChart) {
    const BenchmarkResult result = syntheticResult();
    const std::string page = htmlReport(result, analyse(result, 50));
    std::size_t figures = 0;
    for (auto at = page.find("</figure>"); at != std::string::npos;
         at = page.find("</figure>", at + 1)) {
        ++figures;
        EXPECT_EQ(page.find("<details class=\"data\">", at), at + 10) << page.substr(at, 80);
    }
    EXPECT_EQ(figures, 13U); // ratios, start, 6 metrics, 3 over time, 2 over instances
}

TEST(HtmlReport, TellsOfEachScenarioWhatWhyAndHowToRepeatIt) {
    BenchmarkResult result = syntheticSuite(6, 2);
    result.command = "twinsh bench run suite.xml --seed 42 --arms app,vm --only boot-0,kernels-1 "
                     "--budget 60";
    const std::string page = htmlReport(result, analyse(result, 50));
    EXPECT_THAT(page, HasSubstr("--seed 42 --arms app,vm --only kernels-1 --budget 60</code>"));
    EXPECT_THAT(page, HasSubstr("--seed 42 --arms app,vm --only boot-0 --budget 60</code>"));
    EXPECT_THAT(page, HasSubstr("<dt>Why</dt><dd>What a program loses inside."));
}

/// A published tick stands where its ratio is, and only for pairs that the citation names.
TEST(Charts, DrawAPublishedRatioThatMayBeDrawn) {
    BenchmarkResult result = syntheticResult();
    const Analysis analysis = analyse(result, 100);
    const auto ticks = [&](const std::string& ref) {
        result.scenarios[0].citations = {
            {ref, "ready", "15 guests", "s", std::nullopt, 3.53, 5.78, 0}};
        const std::string picture = drawForest(result, analysis, Layout::wide).markup("");
        std::size_t count = 0;
        for (auto at = picture.find("<title>published: Russell 2014, 1.64 ×</title>");
             at != std::string::npos; at = picture.find("<title>published:", at + 1))
            ++count;
        return count;
    };
    EXPECT_EQ(ticks("boden2014"), 2U) << "the machine against each of two containers";
    EXPECT_EQ(ticks("felter2014"), 0U) << "its figures were not read in the source";
    EXPECT_EQ(ticks("nobody1999"), 0U);
    result.scenarios[0].citations = {{"boden2014", "ready", "15 guests", "s", {}, 3.53, 5.78, 0}};
    EXPECT_THAT(htmlReport(result, analysis), HasSubstr("Russell 2014 (15 guests): container 3.53 "
                                                        "s, virtual machine 5.78 s."));
}

TEST(Charts, OfAStartShowAllArmsOnOneAxis) {
    const BenchmarkResult result = syntheticResult();
    const auto profiles = startProfiles(result);
    ASSERT_EQ(profiles.size(), 3U);
    EXPECT_EQ(profiles[0].steps.size(), 6U) << "the driver's five and the guest";
    EXPECT_EQ(profiles[0].steps.back().phase, guestPhase);
    EXPECT_NEAR(profiles[0].steps.back().end(), profiles[0].readyMs, 1e-9);
    EXPECT_EQ(profiles[2].steps.front().name, "call of the driver") << "it times no steps";
    const std::string picture = drawWaterfall(profiles, Layout::wide).markup("");
    EXPECT_THAT(picture, HasSubstr("log scale"))
        << "a machine of 1.5 s beside a container of 10 ms";
    EXPECT_THAT(picture, HasSubstr("virtual machine (tcg)"));
    EXPECT_THAT(picture, HasSubstr("application container"));
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
            pictures.push_back(drawWaterfall(startProfiles(result), layout));
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
