#include "benchmark/report/axis.h"
#include "benchmark/report/charts.h"
#include "benchmark/report/published.h"
#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

/// Where the parts of a row stand.
struct ForestLayout {
    double width;
    double plotLeft;
    double plotRight;
    double rowHeight;
    bool labelAbove; ///< label and figures on lines of their own above the bar
};

ForestLayout layoutOf(Layout layout) {
    if (layout == Layout::wide)
        return {910, 345, 640, 24, false};
    return {340, 12, 328, 60, true};
}

Axis axisFor(const BenchmarkResult& result, const Analysis& analysis, const EquivalenceBand& band,
             int ticks) {
    double low = band.low();
    double high = band.high();
    const auto include = [&](double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    };
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const Comparison& comparison : metric.comparisons) {
            if (comparison.ratio) {
                include(comparison.ratio->low);
                include(comparison.ratio->high);
            }
            for (const PublishedRatio& published : publishedRatios(result, metric, comparison))
                include(published.ratio);
        }
    return Axis::logarithmic(low, high, ticks);
}

std::string rowLabel(const BenchmarkResult& result, const Comparison& comparison) {
    return armLabel(result, comparison.arm) + " / " + armLabel(result, comparison.reference);
}

/// Long names of arms get more room, and the plot less.
ForestLayout layoutFor(const BenchmarkResult& result, const Analysis& analysis, Layout layout) {
    constexpr double letter = 7.6; // of the chart's font, on average
    constexpr double gap = 12;
    constexpr double most = 460;
    ForestLayout parts = layoutOf(layout);
    if (parts.labelAbove)
        return parts;
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const Comparison& comparison : metric.comparisons)
            parts.plotLeft = std::max(
                parts.plotLeft,
                std::min(most,
                         gap + letter * static_cast<double>(rowLabel(result, comparison).size())));
    return parts;
}

class Forest {
  public:
    Forest(const BenchmarkResult& result, const Analysis& analysis, Layout layout)
        : result_(result),
          layout_(layoutFor(result, analysis, layout)), band_{result.design.equivalence},
          axis_(axisFor(result, analysis, band_, layout_.labelAbove ? 6 : 7)),
          svg_(layout_.width, "Ratios of medians with 95 % intervals",
               "Arms against arms before them, for each metric; a ratio below 1 means less. "
               "The same figures stand in the table below.") {
        axis_.place(layout_.plotLeft, layout_.plotRight);
        draw(analysis);
    }
    Svg take() { return std::move(svg_); }

  private:
    void draw(const Analysis& analysis);
    /// The ratio 1 and the band around it.
    void drawReference(double top, double bottom);
    void drawRow(const MetricAnalysis& metric, const Comparison& comparison, double top);
    void drawPublished(const MetricAnalysis& metric, const Comparison& comparison, double y);
    void drawLegend(double bottom);
    void drawFigures(const Metric& metric, const Comparison& comparison, double top);

    static constexpr double headHeight = 30;
    const BenchmarkResult& result_;
    const ForestLayout layout_;
    const EquivalenceBand band_;
    Axis axis_;
    Svg svg_;
    bool published_ = false; ///< a tick was drawn: the legend explains it
};

void Forest::drawPublished(const MetricAnalysis& metric, const Comparison& comparison, double y) {
    for (const PublishedRatio& published : publishedRatios(result_, metric, comparison)) {
        svg_.beginGroup("published: " + published.source + ", " + formatRatio(published.ratio) +
                        " ×");
        svg_.line(axis_.at(published.ratio), y - 9, axis_.at(published.ratio), y + 9, "published");
        svg_.endGroup();
        published_ = true;
    }
}

void Forest::drawFigures(const Metric& metric, const Comparison& comparison, double top) {
    const std::string ratio = comparison.ratio ? formatRatio(comparison.ratio->estimate) + " " +
                                                     formatInterval(*comparison.ratio)
                                               : "–";
    const std::string label = rowLabel(result_, comparison);
    if (layout_.labelAbove) {
        svg_.text(layout_.plotLeft, top + 14, label, "note");
        svg_.text(layout_.plotLeft, top + 31, ratio, "figure");
        svg_.text(layout_.plotRight, top + 31, verdictLabel(metric, comparison), "", Anchor::end);
        return;
    }
    svg_.text(layout_.plotLeft - 15, top + 16, label, "", Anchor::end);
    svg_.text(layout_.plotRight + 15, top + 16, ratio, "figure");
    svg_.text(layout_.width, top + 16, verdictLabel(metric, comparison), "", Anchor::end);
}

void Forest::drawRow(const MetricAnalysis& metric, const Comparison& comparison, double top) {
    const double y = layout_.labelAbove ? top + 44 : top + 12;
    if (layout_.labelAbove)
        drawReference(top + 36, top + 52);
    drawPublished(metric, comparison, y);
    // No pointer rests on a telephone: the sentence would only make the page heavier there.
    svg_.beginGroup(layout_.labelAbove ? "" : comparison.sentence);
    drawFigures(*metric.metric, comparison, top);
    if (comparison.ratio) {
        const std::string colour = colourOf(result_, comparison.arm);
        const std::string dashed = comparison.hasVerdict() ? "" : " tcg";
        const Interval& ratio = *comparison.ratio;
        // An interval narrower than the point would be hidden behind it.
        const double left = std::min(axis_.at(ratio.low), axis_.at(ratio.estimate) - 1);
        const double right = std::max(axis_.at(ratio.high), axis_.at(ratio.estimate) + 1);
        svg_.line(left, y, right, y, "interval a" + colour + dashed);
        svg_.line(left, y - 5, left, y + 5, "whisker a" + colour);
        svg_.line(right, y - 5, right, y + 5, "whisker a" + colour);
        svg_.circle(axis_.at(ratio.estimate), y, 3.5, "point f" + colour);
    }
    svg_.endGroup();
}

void Forest::drawReference(double top, double bottom) {
    const double left = axis_.at(band_.low());
    svg_.rect(left, top, axis_.at(band_.high()) - left, bottom - top, "band");
    svg_.line(axis_.at(1), top, axis_.at(1), bottom, "one");
}

void Forest::draw(const Analysis& analysis) {
    double height = 0;
    for (const MetricAnalysis& metric : analysis.metrics)
        if (!metric.comparisons.empty())
            height +=
                headHeight + layout_.rowHeight * static_cast<double>(metric.comparisons.size());
    const double bottom = height + 6;
    // On a narrow page the lines of text stand above the bars: the grid keeps to the bars.
    drawHorizontalAxis(svg_, axis_, layout_.labelAbove ? bottom : 0, bottom);
    if (!layout_.labelAbove)
        drawReference(0, bottom);

    double y = 0;
    for (const MetricAnalysis& metric : analysis.metrics) {
        if (metric.comparisons.empty())
            continue;
        svg_.text(layout_.labelAbove ? layout_.plotLeft : 0, y + 21, metricTitle(result_, metric),
                  "head");
        y += headHeight;
        for (const Comparison& comparison : metric.comparisons) {
            drawRow(metric, comparison, y);
            y += layout_.rowHeight;
        }
    }
    drawLegend(bottom);
}

void Forest::drawLegend(double bottom) {
    svg_.text(layout_.plotLeft, bottom + 33, "← less", "note");
    svg_.text(layout_.plotRight, bottom + 33, "more →", "note", Anchor::end);
    svg_.text((layout_.plotLeft + layout_.plotRight) / 2, bottom + 33, "ratio (log scale)", "note",
              Anchor::middle);
    svg_.setHeight(bottom + 42);
    if (!published_)
        return;
    const double y = bottom + 51;
    svg_.line(layout_.plotLeft + 4, y - 9, layout_.plotLeft + 4, y + 3, "published");
    svg_.text(layout_.plotLeft + 14, y, "published ratio of another host; source below", "note");
    svg_.setHeight(y + 9);
}

} // namespace

Svg drawForest(const BenchmarkResult& result, const Analysis& analysis, Layout layout) {
    return Forest(result, analysis, layout).take();
}

} // namespace twinvirt::bench
