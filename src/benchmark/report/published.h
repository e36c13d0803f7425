#pragma once

#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// What a publication found of a pair of arms.
struct PublishedRatio {
    double ratio;
    std::string source; ///< "Russell 2014"
};

/// Of the citations of the metric's scenario: those whose figures may be drawn and name the kinds
/// of both arms.
std::vector<PublishedRatio> publishedRatios(const BenchmarkResult& result,
                                            const MetricAnalysis& metric,
                                            const Comparison& comparison);

} // namespace twinvirt::bench
