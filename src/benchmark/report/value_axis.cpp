#include "benchmark/report/value_axis.h"

#include <algorithm>

namespace twinvirt::bench {

Axis valueAxis(const MetricAnalysis& metric, double left, double right) {
    double low = metric.arms.front().summary.minimum;
    double high = metric.arms.front().summary.maximum;
    for (const ArmFigure& figure : metric.arms) {
        low = std::min(low, figure.summary.minimum);
        high = std::max(high, figure.summary.maximum);
    }
    constexpr double farApart = 8;
    Axis axis = low > 0 && high / low > farApart ? Axis::logarithmic(low, high, 7)
                                                 : Axis::linear(low, high, 5);
    axis.place(left, right);
    return axis;
}

std::vector<double> drawnValues(const RoundValues& rounds, std::size_t most) {
    std::vector<double> values;
    for (const auto& round : rounds)
        values.insert(values.end(), round.begin(), round.end());
    std::ranges::sort(values);
    if (values.size() <= most || most < 2)
        return values;
    std::vector<double> chosen;
    for (std::size_t i = 0; i < most; ++i)
        chosen.push_back(values[i * (values.size() - 1) / (most - 1)]);
    return chosen;
}

} // namespace twinvirt::bench
