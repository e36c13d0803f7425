#include "benchmark/statistics/summary.h"

#include <algorithm>
#include <cmath>

namespace twinvirt::bench {

double quantileOfSorted(const std::vector<double>& sorted, double p) {
    if (sorted.empty())
        return 0;
    const double position = std::clamp(p, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double fraction = position - static_cast<double>(below);
    return sorted[below] + fraction * (sorted[above] - sorted[below]);
}

double medianInPlace(std::vector<double>& values) {
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

double median(std::vector<double> values) {
    return medianInPlace(values);
}

Summary summarize(std::vector<double> values) {
    if (values.empty())
        return {};
    std::sort(values.begin(), values.end());
    Summary summary;
    summary.count = values.size();
    summary.median = quantileOfSorted(values, 0.5);
    summary.minimum = values.front();
    summary.p5 = quantileOfSorted(values, 0.05);
    summary.q1 = quantileOfSorted(values, 0.25);
    summary.q3 = quantileOfSorted(values, 0.75);
    summary.p95 = quantileOfSorted(values, 0.95);
    summary.maximum = values.back();
    for (double& value : values)
        value = std::abs(value - summary.median);
    summary.mad = medianInPlace(values);
    return summary;
}

} // namespace twinvirt::bench
