#include "benchmark/report/junit.h"
#include "benchmark/report/result_directory.h"
#include "benchmark/result/result_comparison.h"
#include "benchmark/result/sentences.h"
#include "shell/bench_actions.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "shell/table.h"
#include "util/atomic_file.h"

#include <algorithm>

namespace twinvirt {

namespace {

using namespace bench;

constexpr int regressionStatus = 1;
constexpr int unclearStatus = 4;

std::string verdictOfChange(const ArmChange& change) {
    if (!change.ratio)
        return "not comparable";
    if (change.emulated)
        return "withheld (tcg)";
    if (!change.withheldBy.empty())
        return "withheld (noise)";
    if (change.verdict == Verdict::faster)
        return change.metric->lessWord;
    if (change.verdict == Verdict::slower)
        return change.metric->moreWord;
    return std::string(verdictWord(change.verdict));
}

std::string tableOf(const BenchmarkResult& after, const ResultComparison& comparison) {
    Table table({"Metric", "Arm", "Before", "After", "Ratio", "95% interval", "Verdict"});
    for (const ArmChange& change : comparison.changes) {
        const std::string unit = " " + change.metric->unit;
        table.addRow({change.metric->title, armLabel(after, change.arm),
                      formatValue(change.before.median) + unit,
                      formatValue(change.after.median) + unit,
                      change.ratio ? formatRatio(change.ratio->estimate) : "-",
                      change.ratio ? formatInterval(*change.ratio) : "", verdictOfChange(change)});
    }
    return table.format(true);
}

JsonList gatesOf(const ArmChange& change) {
    JsonList gates;
    for (const Gate gate : change.withheldBy)
        gates.emplace_back(std::string(gateId(gate)));
    return gates;
}

std::string jsonOf(const ResultComparison& comparison) {
    JsonList changes;
    for (const ArmChange& change : comparison.changes) {
        JsonRecord row{{"scenario", change.scenario},
                       {"metric", change.metric->id},
                       {"arm", change.arm},
                       {"unit", change.metric->unit},
                       {"before", change.before.median},
                       {"after", change.after.median},
                       {"verdict", verdictOfChange(change)},
                       {"withheldBy", gatesOf(change)}};
        if (change.ratio)
            row.emplace_back("ratio", JsonRecord{{"estimate", change.ratio->estimate},
                                                 {"low", change.ratio->low},
                                                 {"high", change.ratio->high}});
        changes.emplace_back(std::move(row));
    }
    JsonList differences;
    for (const std::string& difference : comparison.differences)
        differences.emplace_back(difference);
    return formatJson(JsonRecord{{"changes", changes}, {"differences", differences}});
}

/// Why a change that looks like a regression is none.
std::string doubtOf(const ArmChange& change, const RegressionFinding& finding, double limit) {
    if (change.ratio->low <= limit)
        return "run more rounds";
    if (!change.withheldBy.empty()) {
        std::string gates;
        for (const Gate gate : change.withheldBy)
            gates += (gates.empty() ? "" : ", ") + std::string(gateId(gate));
        return "noise (" + gates + ") disturbed one of the runs: run it again on a quiet host";
    }
    return "beyond the limit by itself, but p is " + formatValue(finding.adjusted.value_or(1)) +
           " among so many figures (Holm): run more rounds, or name fewer with --metric";
}

/// The exit status; says on stderr what made it.
int judge(Shell& shell, const ResultComparison& comparison, const FailOn& failOn) {
    int status = 0;
    const double limit = 1 + failOn.threshold;
    const auto findings = regressionsOf(comparison.changes, failOn);
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const ArmChange& change = comparison.changes[i];
        if (findings[i].regression == Regression::none)
            continue;
        const std::string what = change.metric->title + " of '" + change.arm + "': ratio " +
                                 formatRatio(change.ratio->estimate) + " " +
                                 formatInterval(*change.ratio) + ", limit " + formatRatio(limit);
        if (findings[i].regression == Regression::certain) {
            shell.complain("regression: " + what);
            status = regressionStatus;
        } else {
            shell.complain("too noisy to tell: " + what + "; " +
                           doubtOf(change, findings[i], limit));
            if (status == 0)
                status = unclearStatus;
        }
    }
    return status;
}

/// What a reader has to know of how many figures decided, and which did not.
std::string notesOf(const ResultComparison& comparison, const std::optional<FailOn>& failOn) {
    std::string text;
    const auto emulated = std::ranges::count(comparison.changes, true, &ArmChange::emulated);
    if (emulated > 0)
        text += std::to_string(emulated) +
                " figures are of emulated machines (tcg): no verdict, and they decide no exit "
                "status.\n";
    if (!failOn)
        return text;
    const auto findings = regressionsOf(comparison.changes, *failOn);
    const auto counted =
        static_cast<std::size_t>(std::ranges::count(findings, true, &RegressionFinding::counts));
    if (counted > mostWithoutCorrection)
        text += "--fail-on looks at " + std::to_string(counted) +
                " figures: a regression has to hold after Holm's correction for so many.\n";
    return text;
}

} // namespace

Result<void> checkComparison(const ParsedCommand& command) {
    if (const auto text = command.text("fail-on"))
        TRY(parseFailOn(*text));
    return requireMetrics(splitList(command.text("metric").value_or("")));
}

Result<int> printComparison(Shell& shell, const ParsedCommand& command,
                            const BenchmarkResult& before, const BenchmarkResult& after) {
    std::optional<FailOn> failOn;
    if (const auto text = command.text("fail-on"))
        failOn = TRY(parseFailOn(*text));
    constexpr std::size_t resamples = 10000;
    auto comparison =
        TRY(compareResults(before, after, splitList(command.text("metric").value_or("")), resamples,
                           1 + failOn.value_or(FailOn{}).threshold));
    withholdForNoise(comparison, analyse(before), analyse(after));
    if (const auto file = command.text("junit"))
        TRY(writeFileAtomically(*file, junitOf(after, comparison, failOn.value_or(FailOn{})),
                                Durability::persistent, 0644));
    if (command.has("json")) {
        shell.print(jsonOf(comparison));
    } else {
        shell.print(tableOf(after, comparison) + "\n");
        for (const std::string& difference : comparison.differences)
            shell.print("The runs differ in " + difference + "\n");
        shell.print(std::string("Ratio: after / before, of medians, with a 95 % bootstrap "
                                "interval over the rounds of both runs.\n") +
                    notesOf(comparison, failOn));
    }
    return failOn ? judge(shell, comparison, *failOn) : 0;
}

Result<int> benchCompare(Shell& shell, const ParsedCommand& command,
                         const std::vector<std::string>& paths) {
    TRY(checkComparison(command));
    const BenchmarkResult before = TRY(readResultFile(paths[0]));
    const BenchmarkResult after = TRY(readResultFile(paths[1]));
    return printComparison(shell, command, before, after);
}

} // namespace twinvirt
