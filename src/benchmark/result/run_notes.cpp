#include "benchmark/result/run_notes.h"

#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {

static std::string roundsText(const BenchmarkResult& result) {
    return std::to_string(measuredRounds(result).size()) + " of " +
           std::to_string(result.design.rounds) + " rounds";
}

static std::string warmupNote(const BenchmarkResult& result) {
    const auto warmups = std::ranges::count_if(
        result.rounds, [](const Round& round) { return round.warmup && round.complete; });
    if (result.outcome != Outcome::complete || result.design.budgetSeconds <= 0 ||
        warmups >= static_cast<std::ptrdiff_t>(result.design.warmup))
        return "";
    return " Of the warm-up rounds " + std::to_string(warmups) + " of " +
           std::to_string(result.design.warmup) + " had room in it.";
}

std::string endingNote(const BenchmarkResult& result) {
    if (result.outcome != Outcome::complete)
        return "";
    const std::string budget = "the budget of " + formatValue(result.design.budgetSeconds) + " s";
    switch (result.ending) {
    case Ending::budget:
        return "The run ended after " + roundsText(result) + ": no other fitted into " + budget +
               "." + warmupNote(result);
    case Ending::precision:
        return "The run ended after " + roundsText(result) +
               ": every interval that a verdict is made from was narrower than " +
               formatPercent(result.design.stopWidth) +
               " % of its ratio. What the intervals say did not count." + warmupNote(result);
    case Ending::rounds:
        break;
    }
    const std::string warmups = warmupNote(result);
    return warmups.empty() ? "" : "The run had to fit into " + budget + "." + warmups;
}

std::string quickNote(const BenchmarkResult& result, const Analysis& analysis) {
    if (!result.design.quick || analysis.rounds == 0)
        return "";
    return "A quick run of " + std::to_string(analysis.rounds) +
           (analysis.rounds == 1 ? " round" : " rounds") +
           ": the intervals are wide, and much of what is unclear here is not in a whole run.";
}

std::string tcgVerdictsNote(const BenchmarkResult& result) {
    const bool emulated =
        std::ranges::any_of(result.arms, [](const ArmDescription& arm) { return arm.emulated(); });
    if (!result.design.allowTcgVerdicts || !emulated)
        return "";
    return "Verdicts about emulated machines (tcg) were asked for: they are true of this "
           "emulation, and of no machine with hardware virtualisation.";
}

std::string harnessNote(const BenchmarkResult& result) {
    if (!result.harness)
        return "";
    const HarnessTime& time = *result.harness;
    return "Harness: " + formatValue(time.medianMs) +
           " ms a round outside the measured blocks (p95 " + formatValue(time.p95Ms) +
           " ms: order, progress, noise of the host), not counting the pauses before blocks; " +
           formatValue(time.inBlocksMs) +
           " ms within the blocks beside boots, kernels, holds and deletions (memory, CPU and load "
           "are read there); then " +
           formatValue(time.keepMs) + " ms to write and fsync the round and " +
           formatValue(time.judgeMs) + " ms to look at the intervals. Medians of " +
           std::to_string(time.rounds) + (time.rounds == 1 ? " round." : " rounds.");
}

std::vector<std::string> runNotes(const BenchmarkResult& result, const Analysis& analysis) {
    std::vector<std::string> notes{endingNote(result), quickNote(result, analysis),
                                   tcgVerdictsNote(result)};
    std::erase(notes, "");
    return notes;
}

} // namespace twinvirt::bench
