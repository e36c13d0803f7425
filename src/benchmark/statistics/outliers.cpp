#include "benchmark/statistics/outliers.h"

#include "benchmark/statistics/summary.h"

#include <algorithm>

namespace twinvirt::bench {

double OutlierCounts::severeFraction() const {
    return values == 0 ? 0 : static_cast<double>(severe) / static_cast<double>(values);
}

OutlierCounts countOutliers(std::vector<double> values) {
    constexpr double mildReach = 1.5;
    constexpr double severeReach = 3;
    OutlierCounts counts;
    counts.values = values.size();
    std::sort(values.begin(), values.end());
    const double q1 = quantileOfSorted(values, 0.25);
    const double q3 = quantileOfSorted(values, 0.75);
    const double range = q3 - q1;
    for (const double value : values) {
        const double outside = std::max(q1 - value, value - q3);
        if (outside > severeReach * range)
            ++counts.severe;
        else if (outside > mildReach * range)
            ++counts.mild;
    }
    return counts;
}

std::optional<std::vector<double>> modifiedZScores(std::vector<double> values) {
    constexpr double madOfTheNormal = 0.6745; // the 75 % quantile of the standard normal
    const Summary summary = summarize(values);
    if (summary.mad <= 0)
        return std::nullopt;
    for (double& value : values)
        value = madOfTheNormal * (value - summary.median) / summary.mad;
    return values;
}

} // namespace twinvirt::bench
