#include "benchmark/report/charts.h"
#include "benchmark/report/value_axis.h"
#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

constexpr double width = 380;
constexpr double rowHeight = 58;
constexpr double left = 10;
constexpr double right = width - 14;

/// Spreads equal values vertically, the same way each time.
double jitter(std::size_t index) {
    return static_cast<double>(static_cast<int>(index * 7 % 13) - 6) * 1.1;
}

void drawDots(Svg& svg, const Axis& axis, const ArmFigure& figure, double y,
              const std::string& colour, std::size_t dots) {
    std::vector<std::pair<double, double>> centres;
    if (dots > 0)
        for (const double value : drawnValues(figure.rounds, dots))
            centres.emplace_back(axis.at(value), y + jitter(centres.size()));
    if (!centres.empty())
        svg.dots(centres, "dots a" + colour);
}

void drawBox(Svg& svg, const Axis& axis, const Summary& summary, double y,
             const std::string& classes, const std::string& colour) {
    const double boxLeft = axis.at(summary.q1);
    const double boxRight = axis.at(summary.q3);
    svg.line(axis.at(summary.p5), y, boxLeft, y, "whisker " + classes);
    svg.line(boxRight, y, axis.at(summary.p95), y, "whisker " + classes);
    svg.rect(boxLeft, y - 10, std::max(1.0, boxRight - boxLeft), 20,
             "box " + classes + " f" + colour, 2);
    svg.line(axis.at(summary.median), y - 12, axis.at(summary.median), y + 12, "median a" + colour);
}

void drawArm(Svg& svg, const Axis& axis, const BenchmarkResult& result, const Metric& metric,
             const ArmFigure& figure, double top, std::size_t dots) {
    const std::string label = armLabel(result, figure.arm);
    const std::string median = formatValue(figure.summary.median) + " " + metric.unit;
    const std::string colour = colourOf(result, figure.arm);
    const std::string classes = "a" + colour + " " + emulationClass(result, figure.arm);
    svg.beginGroup(label + ": median " + median + ", p5 " + formatValue(figure.summary.p5) +
                   ", p95 " + formatValue(figure.summary.p95) + ", n " +
                   std::to_string(figure.summary.count));
    svg.text(left, top + 14, label);
    svg.text(right, top + 14, median, "figure head", Anchor::end);
    drawDots(svg, axis, figure, top + 36, colour, dots);
    drawBox(svg, axis, figure.summary, top + 36, classes, colour);
    svg.endGroup();
}

} // namespace

Svg drawDistribution(const BenchmarkResult& result, const MetricAnalysis& metric,
                     std::size_t dots) {
    Svg svg(width, metric.metric->title + " of each arm",
            "Dots: the values of the measured rounds, of many an even choice. Box: "
            "quartiles. Whiskers: p5 to p95.");
    const Axis axis = valueAxis(metric, left, right);
    const double bottom = rowHeight * static_cast<double>(metric.arms.size()) + 4;
    drawHorizontalAxis(svg, axis, 0, bottom);
    double top = 0;
    for (const ArmFigure& figure : metric.arms) {
        drawArm(svg, axis, result, *metric.metric, figure, top, dots);
        top += rowHeight;
    }
    svg.text((left + right) / 2, bottom + 31,
             metric.metric->unit + (axis.isLogarithmic() ? " (log scale)" : ""), "note",
             Anchor::middle);
    svg.setHeight(bottom + 38);
    return svg;
}

} // namespace twinvirt::bench
