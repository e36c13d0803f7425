#include "shell/bench_table.h"

#include "benchmark/result/absent_arms.h"
#include "benchmark/result/differences.h"
#include "benchmark/result/run_notes.h"
#include "benchmark/result/sentences.h"
#include "benchmark/result/wait_notes.h"
#include "shell/table.h"

#include <algorithm>

namespace twinvirt {

using namespace bench;

static std::vector<std::string> rowOf(const BenchmarkResult& result, const MetricAnalysis& metric,
                                      const ArmFigure& figure) {
    const Summary& summary = figure.summary;
    std::vector<std::string> row{metricTitle(result, metric), armLabel(result, figure.arm),
                                 formatValue(summary.median) + " " + metric.metric->unit +
                                     rateText(*metric.metric, summary.median),
                                 formatValue(summary.p5) + "-" + formatValue(summary.p95),
                                 std::to_string(summary.count)};
    const Comparison* comparison = comparisonToBaseline(metric, figure.arm);
    if (comparison == nullptr)
        row.insert(row.end(), {"1", "", "baseline"});
    else
        row.insert(row.end(), {comparison->ratio ? formatRatio(comparison->ratio->estimate) : "-",
                               comparison->ratio ? formatInterval(*comparison->ratio) : "",
                               verdictLabel(*metric.metric, *comparison)});
    return row;
}

static std::string costLine(const BenchmarkResult& result, const InstanceCost& cost) {
    const auto text = [](const std::optional<Interval>& slope, const char* unit) {
        return slope ? formatValue(slope->estimate) + unit + " [" + formatValue(slope->low) + ", " +
                           formatValue(slope->high) + "]"
                     : std::string("not measured");
    };
    std::string line = " " + armLabel(result, cost.arm) + ": one more instance costs ";
    const bool memory = cost.usedMib || cost.pssMib || !cost.readyMs;
    if (memory)
        line += text(cost.usedMib, " MiB") + " of the host's memory, " + text(cost.pssMib, " MiB") +
                " of PSS";
    if (cost.readyMs)
        line += (memory ? ", " : "") + text(cost.readyMs, " ms") + " of time to ready";
    return line + "\n";
}

std::string differencesText(const std::vector<ArmDescription>& arms) {
    const auto different = differences(arms);
    if (different.empty())
        return {};
    std::string text = "\nThe arms differ in:\n";
    for (const Difference& difference : different) {
        text += " " + difference.aspect + ":";
        // Arms of the same value stand together.
        std::vector<std::pair<std::string, std::string>> values; // value, titles
        for (const auto& [arm, value] : difference.arms) {
            auto known =
                std::ranges::find(values, value, &std::pair<std::string, std::string>::first);
            if (known == values.end())
                known = values.insert(values.end(), {value, ""});
            known->second += (known->second.empty() ? "" : ", ") + arm;
        }
        for (const auto& [value, titles] : values)
            text += "\n   " + titles + ": " + value;
        text += "\n";
    }
    std::string equal;
    for (const auto& [aspect, value] : equalities(arms))
        equal += (equal.empty() ? "" : "; ") + aspect + ": " + value;
    return text + (equal.empty() ? "" : "They are equal in " + equal + "\n") + "\n";
}

std::string benchText(const BenchmarkResult& result, const Analysis& analysis) {
    std::string text = result.title + ", " + std::to_string(analysis.rounds) +
                       (analysis.rounds == 1 ? " round (" : " rounds (") + scenariosText(result) +
                       "), seed " + std::to_string(result.design.seed) + "\n\n";
    if (result.outcome != Outcome::complete)
        text += "Partial result: " + std::string(outcomeWord(result.outcome)) + "\n\n";
    if (analysis.rounds == 0)
        return text + "No round was completed: there is nothing to compare.\n";
    Table table({"Metric", "Arm", "Median", "p5-p95", "n", "Ratio", "95% interval", "Verdict"});
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const ArmFigure& figure : metric.arms)
            table.addRow(rowOf(result, metric, figure));
    text += table.format(true) + "\n";
    for (const std::string& absent : absentSentences(result))
        text += " " + absent + "\n";
    for (const std::string& wait : waitSentences(result, analysis))
        text += " " + wait + "\n";
    for (const InstanceCost& cost : analysis.instanceCosts)
        text += costLine(result, cost);
    if (const std::string note = notComparableNote(analysis); !note.empty())
        text += "\n" + note + "\n";
    text += "\n";
    for (const Comparison* comparison : analysis.headlines())
        text += comparison->sentence + "\n";
    for (const ArmDescription& arm : result.arms)
        if (arm.emulated())
            text += "(tcg): the " + arm.title +
                    " ran under software emulation; its figures are not those of hardware "
                    "virtualisation.\n";
    for (const std::string& note : runNotes(result, analysis))
        text += note + "\n";
    if (const std::string few = fewRoundsWarning(result, analysis); !few.empty())
        text += few + "\n";
    if (const std::string control = controlNote(result, analysis); !control.empty())
        text += control + "\n";
    if (const std::string mixed = mixedWarning(result); !mixed.empty())
        text += mixed + "\n";
    for (const std::string& gate : gateSentences(result, analysis))
        text += "Noise: " + gate + "\n";
    text += differencesText(result.arms);
    for (const std::string& skipped : skippedSentences(result))
        text += "Skipped: " + skipped + "\n";
    return text + "Again: " + result.command + "\n";
}

} // namespace twinvirt
