#pragma once

#include "benchmark/result/result.h"
#include "benchmark/run/stop_request.h"
#include "benchmark/spec/benchmark_spec.h"
#include "shell/shell.h"

#include <optional>

namespace twinvirt {

struct BenchRequest {
    bench::BenchmarkSpec spec;     ///< with what the options changed
    std::optional<long long> seed; ///< drawn when absent
    std::string runId;             ///< part of the names of the instances
    std::string directory;         ///< where samples.jsonl is kept
    /// The rounds in samples.jsonl count, and the run goes on after them.
    std::optional<bench::BenchmarkResult> resumed;
    bool jsonProgress = false;
    bool force = false; ///< goes on though host or specification differ; the result says so
};

/// Runs a benchmark on the shell's connection, with a bar for its progress, until its end or until
/// `stop` is set. Errors are those of what comes before the first instance; what fails later is in
/// the result.
Result<bench::BenchmarkResult> runBench(Shell& shell, const BenchRequest& request,
                                        const bench::StopRequest& stop);

} // namespace twinvirt
