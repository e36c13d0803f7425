#pragma once

#include "benchmark/result/analysis.h"
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
    /// One-sided p value of "no more worse than the limit" (RatioDistribution); absent without one.
    std::optional<double> probabilityWithinLimit;
    Verdict verdict = Verdict::unclear;
    bool emulated = false;        ///< the arm ran under TCG in one of the runs: no verdict
    std::vector<Gate> withheldBy; ///< what disturbed the figure in either run: no verdict

    [[nodiscard]] bool hasVerdict() const { return ratio && !emulated && withheldBy.empty(); }
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

/// `only`: ids of metrics, all of them when it is empty. `limit`: the ratio beyond which a change
/// is a regression. configUnsupported when the runs have no arm in common, or when one of them has
/// no complete round.
Result<ResultComparison> compareResults(const BenchmarkResult& before, const BenchmarkResult& after,
                                        const std::vector<std::string>& only = {},
                                        std::size_t resamples = 10000,
                                        std::optional<double> limit = std::nullopt);

/// What each run alone says of its noise holds for the comparison too: gates that fired withhold
/// the verdicts of what they touch, and where a control came out wider than the band of equal, the
/// band is as wide.
void withholdForNoise(ResultComparison& comparison, const Analysis& before, const Analysis& after);

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
    unclear, ///< the threshold lies in the interval, or it is lost among so many, or it is noise
};

/// What --fail-on says of one change.
struct RegressionFinding {
    Regression regression = Regression::none;
    bool counts = false;            ///< --fail-on is about it
    std::optional<double> adjusted; ///< p value after Holm, where so many are corrected
};

/// More figures than this decide an exit status only after Holm's correction: of twenty that are
/// the same, one alone would lie beyond its 95 % interval.
constexpr std::size_t mostWithoutCorrection = 10;

/// Of each change, in their order. One that is emulated decides nothing. A regression has its whole
/// interval above the limit, which is a one-sided p value of at most 2.5 %; of more than
/// mostWithoutCorrection changes its p value must be so small after Holm's correction too. One
/// whose verdict is withheld for noise is unclear.
std::vector<RegressionFinding> regressionsOf(const std::vector<ArmChange>& changes,
                                             const FailOn& failOn);

} // namespace twinvirt::bench
