#pragma once

#include "benchmark/result/metrics.h"
#include "benchmark/result/result.h"
#include "benchmark/statistics/bootstrap.h"
#include "benchmark/statistics/summary.h"
#include "benchmark/statistics/verdict.h"
#include "util/result.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// One metric of one arm in two runs.
struct ArmChange {
    std::string scenario;
    const Metric* metric = nullptr;
    std::string arm;
    Summary before;
    Summary after;
    std::optional<Interval> ratio; ///< after / before; absent: a value is missing or not positive
    Verdict verdict = Verdict::unclear;
};

/// What changed between two runs of one benchmark: two versions of a program, two kernels, two
/// hosts. The runs are independent of each other, so is the resampling of their rounds.
struct ResultComparison {
    std::vector<ArmChange> changes;
    /// What a reader has to know before he believes a ratio: the runs differ in host, kernel,
    /// instances or definition, or an arm is in one of them only.
    std::vector<std::string> differences;
};

/// What a reader has to know before he believes a ratio between the two, see ResultComparison.
std::vector<std::string> differencesOf(const BenchmarkResult& before, const BenchmarkResult& after);

/// invalidArgument, naming those that are known, for an id that is no metric's.
Result<void> requireMetrics(const std::vector<std::string>& ids);

/// `only`: ids of metrics, all of them when it is empty. configUnsupported when the runs have no
/// arm in common, or when one of them has no complete round.
Result<ResultComparison> compareResults(const BenchmarkResult& before, const BenchmarkResult& after,
                                        const std::vector<std::string>& only = {},
                                        std::size_t resamples = 10000);

/// --fail-on slower:5%: which metrics, and how much worse one of them may be.
struct FailOn {
    enum class What {
        slower, ///< metrics that are times
        more,   ///< the others
        worse,  ///< all
    };
    What what = What::worse;
    double threshold = 0.05;
};
/// invalidArgument, with what is expected, for any other text.
Result<FailOn> parseFailOn(const std::string& text);

enum class Regression {
    none,    ///< the whole interval lies below the threshold
    certain, ///< … above it
    unclear, ///< the threshold lies in the interval: more rounds would tell
};
/// What --fail-on says of this change; none of a metric that it is not about.
Regression regressionOf(const ArmChange& change, const FailOn& failOn);

} // namespace twinvirt::bench
