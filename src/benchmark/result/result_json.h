#pragma once

#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"
#include "util/result.h"

#include <string>

namespace twinvirt::bench {

/// result.json: the whole result, all raw samples, and under "analysis" the figures that were made
/// from them (for readers who do not want to do the statistics again).
std::string resultToJson(const BenchmarkResult& result, const Analysis& analysis);
/// Only the summary: what `bench run --json` prints.
std::string summaryToJson(const BenchmarkResult& result, const Analysis& analysis);
/// Reads result.json; the analysis in it is left alone, it follows from the rest. Errors:
/// configUnsupported (another schema version), invalidArgument with the place that is wrong.
Result<BenchmarkResult> resultFromJson(const std::string& fileName, const std::string& text);

} // namespace twinvirt::bench
