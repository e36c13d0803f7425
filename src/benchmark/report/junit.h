#pragma once

#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"
#include "benchmark/result/result_comparison.h"

#include <string>

namespace twinvirt::bench {

/// A run as JUnit XML, for a CI's page of tests: a test case for each metric of each arm, its
/// median and ratio as output; "skipped" where the verdict is withheld; an error when the run
/// failed.
std::string junitOf(const BenchmarkResult& result, const Analysis& analysis);

/// A comparison: a failure where it is a regression, "skipped" where more rounds would tell.
std::string junitOf(const BenchmarkResult& after, const ResultComparison& comparison,
                    const FailOn& failOn);

} // namespace twinvirt::bench
