#pragma once

#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"

#include <string>

namespace twinvirt::bench {

/// report.html: one file, no network, no scripts (a Content-Security-Policy says so to the
/// browser), light, dark, narrow and on paper. The order: the verdicts, the host, the ratios, each
/// metric, the courses over time, the steps of a start, the raw values, how to repeat, the method.
std::string htmlReport(const BenchmarkResult& result, const Analysis& analysis);

} // namespace twinvirt::bench
