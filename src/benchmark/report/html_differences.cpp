#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/result/differences.h"

namespace twinvirt::bench {

static std::string cell(const std::string& tag, const std::string& text) {
    return "<" + tag + ">" + escapeMarkup(text) + "</" + tag.substr(0, 2) + ">";
}

static std::string differencesTable(const std::vector<Difference>& different) {
    std::string table =
        "<table class=\"facts\"><caption>What is not equal in the arms</caption>\n<thead><tr>" +
        cell("th scope=\"col\"", "Aspect");
    for (const auto& [arm, value] : different.front().arms)
        table += cell("th scope=\"col\"", arm);
    table += "</tr></thead>\n<tbody>\n";
    for (const Difference& difference : different) {
        table += "<tr>" + cell("th scope=\"row\"", difference.aspect);
        for (const auto& [arm, value] : difference.arms)
            table += cell("td", value);
        table += "</tr>\n";
    }
    return table + "</tbody></table>\n";
}

std::string differencesSection(const BenchmarkResult& result) {
    const auto different = differences(result.arms);
    const auto skipped = skippedSentences(result);
    if (different.empty() && skipped.empty())
        return {};
    std::string section = "<section><h2>What differs between the arms</h2>\n";
    if (!different.empty())
        section += "<div class=\"scroll\">" + differencesTable(different) + "</div>\n";
    std::string equal;
    for (const auto& [aspect, value] : equalities(result.arms))
        equal += (equal.empty() ? "" : "; ") + aspect + ": " + value;
    if (!equal.empty())
        section += "<p>Equal in all of them: " + escapeMarkup(equal) + ".</p>\n";
    for (const std::string& sentence : skipped)
        section += "<p><strong>" + escapeMarkup(sentence) + "</strong></p>\n";
    return section + "</section>\n";
}

} // namespace twinvirt::bench
