#pragma once

#include "benchmark/result/analysis.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

// What a reader has to know of how a run went, in sentences; "" where there is nothing to say.

/// Why it has fewer rounds than were planned, and which warm-up rounds were given up.
std::string endingNote(const BenchmarkResult& result);
/// That --quick makes wide intervals.
std::string quickNote(const BenchmarkResult& result, const Analysis& analysis);
/// That verdicts about emulated machines were asked for.
std::string tcgVerdictsNote(const BenchmarkResult& result);
/// What the harness itself took of a round.
std::string harnessNote(const BenchmarkResult& result);

/// The first three, those that say something: for the top of a report.
std::vector<std::string> runNotes(const BenchmarkResult& result, const Analysis& analysis);

} // namespace twinvirt::bench
