#include "benchmark/report/charts.h"
#include "benchmark/report/value_axis.h"
#include "benchmark/result/sentences.h"

#include <array>

namespace twinvirt::bench {
namespace {

constexpr double width = 380;
constexpr double left = 40;
constexpr double right = width - 14;
constexpr double top = 8;
constexpr double bottom = 128;

struct Level {
    double part;
    const char* label;
};
// The label of the last one would stand in that of 95 %.
constexpr std::array<Level, 4> levels{{{0, "0 %"}, {0.5, "50 %"}, {0.95, "95 %"}, {1, ""}}};

double heightOf(double part) {
    return bottom - part * (bottom - top);
}

/// A stair: at each value the part of all values that are no greater.
std::vector<std::pair<double, double>> stairOf(const std::vector<double>& values, const Axis& x) {
    std::vector<std::pair<double, double>> points{{x.at(values.front()), heightOf(0)}};
    for (std::size_t i = 0; i < values.size(); ++i)
        points.emplace_back(x.at(values[i]), heightOf(static_cast<double>(i + 1) /
                                                      static_cast<double>(values.size())));
    return points;
}

} // namespace

Svg drawEcdf(const BenchmarkResult& result, const MetricAnalysis& metric, std::size_t steps) {
    Svg svg(width, metric.metric->title + ": cumulative distribution",
            "For each value the share of all values of the arm that are no greater.");
    const Axis x = valueAxis(metric, left, right);
    for (const Level& level : levels) {
        svg.line(left, heightOf(level.part), right, heightOf(level.part), "grid");
        svg.text(left - 6, heightOf(level.part) + 4, level.label, "tick", Anchor::end);
    }
    drawHorizontalAxis(svg, x, top, bottom);
    for (const ArmFigure& figure : metric.arms) {
        svg.beginGroup(armLabel(result, figure.arm) + ": p5 " + formatValue(figure.summary.p5) +
                       ", median " + formatValue(figure.summary.median) + ", p95 " +
                       formatValue(figure.summary.p95) + " " + metric.metric->unit);
        svg.stair(stairOf(drawnValues(figure.rounds, steps), x),
                  "curve a" + colourOf(result, figure.arm) + " " +
                      emulationClass(result, figure.arm));
        svg.endGroup();
    }
    svg.setHeight(bottom + 26);
    return svg;
}

} // namespace twinvirt::bench
