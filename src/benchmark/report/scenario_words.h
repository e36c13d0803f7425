#pragma once

#include "benchmark/result/result.h"

#include <string>

namespace twinvirt::bench {

/// What a block of the scenario does and how it is timed, in sentences.
std::string whatIsMeasured(const Scenario& scenario);
/// Why one would want to know.
std::string whyItMatters(const Scenario& scenario);
/// The command that repeats the run, with this scenario alone.
std::string commandOf(const BenchmarkResult& result, const Scenario& scenario);

} // namespace twinvirt::bench
