#pragma once

#include "benchmark/result/result.h"
#include "benchmark/spec/benchmark_spec.h"
#include "shell/shell.h"

#include <optional>

namespace twinvirt {

struct BenchRequest {
    bench::BenchmarkSpec spec;     ///< with what the options changed
    std::optional<long long> seed; ///< drawn when absent
};

/// Runs a benchmark on the shell's connection, with a bar for its progress; SIGINT and SIGTERM stop
/// it. Only one runs at a time on a host. Errors are those of what comes before the first
/// instance; what fails later is in the result.
Result<bench::BenchmarkResult> runBench(Shell& shell, const BenchRequest& request);

} // namespace twinvirt
