#include "benchmark/report/summary_markdown.h"

#include "benchmark/report/escape.h"
#include "benchmark/result/absent_arms.h"
#include "benchmark/result/differences.h"
#include "benchmark/result/run_notes.h"
#include "benchmark/result/sentences.h"
#include "benchmark/result/wait_notes.h"

#include <string_view>

namespace twinvirt::bench {

/// Markdown shows HTML as it is, and these characters begin something of its own.
static std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : escapeMarkup(text)) {
        if (c == '\n') {
            result += ' ';
            continue;
        }
        if (std::string_view("\\`*_[]|~").find(c) != std::string_view::npos)
            result += '\\';
        result += c;
    }
    return result;
}

static std::string rowOf(const BenchmarkResult& result, const MetricAnalysis& metric,
                         const ArmFigure& figure) {
    std::string row = "| " + escaped(metricTitle(result, metric)) + " | " +
                      escaped(armLabel(result, figure.arm)) + " | " +
                      formatValue(figure.summary.median) + " " + metric.metric->unit +
                      rateText(*metric.metric, figure.summary.median) + " | " +
                      formatValue(figure.summary.p5) + "–" + formatValue(figure.summary.p95) +
                      " | " + std::to_string(figure.summary.count) + " | ";
    const Comparison* comparison = comparisonToBaseline(metric, figure.arm);
    if (comparison == nullptr)
        return row + "1 | baseline |\n";
    const std::string ratio = comparison->ratio ? formatRatio(comparison->ratio->estimate) + " " +
                                                      formatInterval(*comparison->ratio)
                                                : "–";
    return row + escaped(ratio) + " | " + verdictLabel(*metric.metric, *comparison) + " |\n";
}

std::string summaryMarkdown(const BenchmarkResult& result, const Analysis& analysis) {
    std::string text = "# " + escaped(result.title) + "\n\n";
    if (result.outcome != Outcome::complete)
        text += "**Partial result: " + std::string(outcomeWord(result.outcome)) + "**\n\n";
    for (const Comparison* comparison : analysis.headlines())
        text += "- " + escaped(comparison->sentence) + "\n";
    for (const std::string& note : runNotes(result, analysis))
        text += "- " + escaped(note) + "\n";
    for (const std::string& warning :
         {fewRoundsWarning(result, analysis), mixedWarning(result), controlNote(result, analysis)})
        if (!warning.empty())
            text += "- **" + escaped(warning) + "**\n";
    for (const std::string& gate : gateSentences(result, analysis))
        text += "- **Noise:** " + escaped(gate) + "\n";
    for (const std::string& absent : absentSentences(result))
        text += "- **Left out:** " + escaped(absent) + "\n";
    for (const std::string& wait : waitSentences(result, analysis))
        text += "- **A wait:** " + escaped(wait) + "\n";
    text += "\n| Metric | Arm | Median | p5–p95 | n | Ratio, 95 % interval | Verdict |\n"
            "|---|---|---:|---:|---:|---:|---|\n";
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const ArmFigure& figure : metric.arms)
            text += rowOf(result, metric, figure);
    text += "\n" + escaped(headingOf(result, analysis)) + ".\n\n";
    for (const char* fact : {"host name", "processor", "CPUs", "memory", "kernel"})
        if (const std::string value = hostFact(result, fact); !value.empty())
            text += "- " + std::string(fact) + ": " + escaped(value) + "\n";
    for (const Difference& difference : differences(result.arms)) {
        text += "- " + escaped(difference.aspect) + ":";
        for (const auto& [arm, value] : difference.arms)
            text += " " + escaped(arm) + ": " + escaped(value) + ";";
        text.back() = '\n';
    }
    for (const std::string& skipped : skippedSentences(result))
        text += "- **skipped:** " + escaped(skipped) + "\n";
    return text + "- again: " + escaped(result.command) + "\n";
}

} // namespace twinvirt::bench
