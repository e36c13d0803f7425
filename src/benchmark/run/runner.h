#pragma once

#include "benchmark/measure/host_reader.h"
#include "benchmark/result/result.h"
#include "benchmark/run/observer.h"
#include "benchmark/run/patience.h"
#include "benchmark/run/prepared_arm.h"
#include "benchmark/run/stop_request.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// Everything that a run needs, ready.
struct RunPlan {
    BenchmarkSpec spec; ///< with what the user changed
    std::uint64_t seed = 0;
    std::string runId;   ///< letters and digits; part of the names of the instances
    std::string command; ///< that repeats the run, for the report
    std::string version;
    std::vector<std::pair<std::string, std::string>> host;
    std::vector<std::pair<std::string, std::string>> digests; ///< of what runs
    std::vector<PreparedArm> arms;
    std::vector<SkippedArm> skipped;
    Patience patience;
    /// Told each round as soon as it is complete, with what the run is; an error ends the run as
    /// failed.
    std::function<Result<void>(const BenchmarkResult& run, const Round&)> keepRound;
    /// The complete rounds of a run that was interrupted: this one goes on after them.
    std::vector<Round> before;
    std::vector<ArmDescription> armsBefore; ///< as they turned out there; may be empty
    bool mayMix = false; ///< goes on though an arm runs on something else now; the result says so
    /// When the budget began to count: when the user gave the command; absent: with the run.
    std::optional<std::chrono::steady_clock::time_point> begin;
    /// The clock of budget and progress; a test turns its own.
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

/// What the run is, without anything measured.
BenchmarkResult describeRun(const RunPlan& plan, const HostReader& host);

/// First a trial of each arm in each scenario (does it boot at all, and on what?), then the warm-up
/// rounds and the rounds, as many as fit into the budget, and no more of them than it takes for
/// every interval to be narrower than spec.stopWidth. Of a budget without room for all of it the
/// warm-up rounds are given up first; without room for one measured round after the trial the run
/// fails. Always returns what was measured, with
/// its outcome: `interrupted` after a stop request, `failed` with the reason. In every case no
/// instance of the run is left, or `failure` says which one is.
BenchmarkResult runBenchmark(const RunPlan& plan, const HostReader& host, RunObserver& observer,
                             const StopRequest& stop);

} // namespace twinvirt::bench
