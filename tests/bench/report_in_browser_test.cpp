#include "benchmark/report/result_directory.h"
#include "benchmark/result/sentences.h"
#include "browser.h"
#include "hostile_result.h"
#include "synthetic_result.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A result on disk, its page loaded by Chromium.
class ReportInBrowser : public ::testing::Test {
  protected:
    void SetUp() override {
        chromium_ = findChromium();
        if (chromium_.empty())
            GTEST_SKIP() << "there is no Chromium (package chromium)";
        ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
        const auto stored = writeResultDirectory(directory_, syntheticResult());
        ASSERT_TRUE(stored) << stored.error().message;
    }

    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }

    LoadedPage load(const std::string& name) {
        const auto page = loadInChromium(chromium_, directory_ + "/" + name);
        EXPECT_TRUE(page) << page.error().message;
        return page ? *page : LoadedPage{};
    }

    std::string chromium_;
    std::string directory_ = ::testing::TempDir() + "bench-browser-XXXXXX";
};

std::size_t countOf(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

TEST_F(ReportInBrowser, LoadsWithoutAnErrorAndWithoutARequest) {
    EXPECT_THAT(load("report.html").consoleMessages, IsEmpty());
}

TEST_F(ReportInBrowser, WouldBeSeenToRequestSomething) {
    // The test above must be able to fail: a page that asks for a picture is refused aloud.
    std::string page = readFile(directory_ + "/report.html").value();
    page.replace(page.find("<main>"), 6, "<main><img src=\"http://127.0.0.1:9/x.png\">");
    ASSERT_TRUE(writeFileAtomically(directory_ + "/bad.html", page, Durability::volatileState));
    EXPECT_THAT(load("bad.html").consoleMessages, HasSubstr("127.0.0.1:9"));
}

TEST_F(ReportInBrowser, HasAllChartsInBothWidths) {
    const std::string document = load("report.html").document;
    EXPECT_EQ(countOf(document, "Ratios of medians with 95 % intervals"), 2U);
    // 2 forest, 6 metrics with 2 each, 6 series, 2 memory, 2 starts
    EXPECT_EQ(countOf(document, "<svg"), 24U);
    EXPECT_EQ(countOf(document, "<svg"), countOf(document, "role=\"img\""));
    EXPECT_THAT(document, HasSubstr("What a start is made of"));
}

TEST_F(ReportInBrowser, MakesNoElementOfWhatAGuestSays) {
    const std::string directory = directory_ + "/hostile";
    ASSERT_TRUE(writeResultDirectory(directory, hostileResult()));
    const LoadedPage page = load("hostile/report.html");
    EXPECT_THAT(page.consoleMessages, IsEmpty());
    for (const char* element : {"<script", "<img", "onerror=\"", "<!--"})
        EXPECT_EQ(countOf(page.document, element), 0U) << element;
    // The page is whole to its end: nothing closed an element early.
    EXPECT_THAT(page.document, HasSubstr("<h2>Method</h2>"));
    EXPECT_EQ(countOf(page.document, "<svg"), countOf(page.document, "</svg>"));
}

/// The text of the cells of the summary's row of a metric and an arm.
std::vector<std::string> cellsOf(const std::string& document, const std::string& metric,
                                 const std::string& arm) {
    const std::string row = "data-metric=\"" + metric + "\" data-arm=\"" + arm + "\"";
    const auto begin = document.find(row);
    std::vector<std::string> cells;
    if (begin == std::string::npos)
        return cells;
    const auto end = document.find("</tr>", begin);
    for (auto at = document.find("<td", begin); at < end; at = document.find("<td", at + 1)) {
        const auto from = document.find('>', at) + 1;
        cells.push_back(document.substr(from, document.find("</td>", from) - from));
    }
    return cells;
}

TEST_F(ReportInBrowser, ShowsTheFiguresOfResultJson) {
    const std::string document = load("report.html").document;
    const auto json =
        nlohmann::json::parse(readFile(directory_ + "/result.json", 1U << 26U).value());
    unsigned checked = 0;
    for (const auto& metric : json["analysis"]["metrics"])
        for (const auto& arm : metric["arms"]) {
            const auto cells = cellsOf(document, metric["metric"], arm["arm"]);
            ASSERT_EQ(cells.size(), 8U) << metric["metric"] << " " << arm["arm"];
            EXPECT_EQ(cells[0], formatValue(arm["median"]));
            EXPECT_EQ(cells[1], formatValue(arm["mad"]));
            EXPECT_EQ(cells[2], formatValue(arm["p5"]));
            EXPECT_EQ(cells[3], formatValue(arm["p95"]));
            EXPECT_EQ(cells[4], arm["n"].dump());
            for (const auto& comparison : metric["comparisons"])
                if (comparison["arm"] == arm["arm"] && comparison["reference"] == "app") {
                    EXPECT_EQ(cells[5], formatRatio(comparison["ratio"]["estimate"]));
                    ++checked;
                }
        }
    EXPECT_GE(checked, 11U);
}

TEST_F(ReportInBrowser, ShowsTheSentencesOfResultJson) {
    const std::string document = load("report.html").document;
    const auto json =
        nlohmann::json::parse(readFile(directory_ + "/result.json", 1U << 26U).value());
    for (const auto& comparison : json["analysis"]["metrics"][0]["comparisons"])
        EXPECT_THAT(document, HasSubstr(comparison["sentence"].get<std::string>()));
}

} // namespace
} // namespace twinvirt::bench
