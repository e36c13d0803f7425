#pragma once

#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"

#include <string>

namespace twinvirt::bench {

/// summary.md: the verdicts, the table of medians and ratios and how to repeat the run, for a merge
/// request or a notebook. What a guest or a user named is escaped.
std::string summaryMarkdown(const BenchmarkResult& result, const Analysis& analysis);

} // namespace twinvirt::bench
