#pragma once

#include "benchmark/report/result_directory.h"
#include "benchmark/result/result.h"
#include "benchmark/run/stop_request.h"
#include "benchmark/spec/benchmark_spec.h"
#include "shell/shell.h"

#include <functional>
#include <optional>
#include <string>

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
    /// Told what the run is, with nothing measured yet, right before it begins; may be empty.
    std::function<void(const bench::BenchmarkResult& run)> begins;
};

/// Runs a benchmark on the shell's connection, with a bar for its progress, until its end or until
/// `stop` is set. Errors are those of what comes before the first instance; what fails later is in
/// the result.
Result<bench::BenchmarkResult> runBench(Shell& shell, const BenchRequest& request,
                                        const bench::StopRequest& stop);

/// What a run ended with.
struct FinishedRun {
    bench::StoredResult stored;
    std::string directory; ///< of the result
};

/// Takes the host for itself, runs, and writes the result into `directory`, which is made; a name
/// with the time of the start when it is empty. nullopt when it was interrupted before the first
/// instance. Errors as of runBench, and resourceBusy beside another benchmark.
Result<std::optional<FinishedRun>> performRun(Shell& shell, BenchRequest& request,
                                              const std::string& directory);
/// The status where performRun came to no result: of an interruption, or of a host that has not
/// what an arm needs, with the reason on stderr; any other error comes back.
Result<int> statusWithoutResult(Shell& shell, const Result<std::optional<FinishedRun>>& run);
/// The status that `bench` ends with, and why on stderr.
int statusOf(Shell& shell, const bench::BenchmarkResult& result);

} // namespace twinvirt
