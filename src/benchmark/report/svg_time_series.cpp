#include "benchmark/report/axis.h"
#include "benchmark/report/chart_data.h"
#include "benchmark/report/charts.h"
#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

struct SeriesKind {
    const char* title;
    const char* unit;
    double least; ///< the axis reaches at least so far
};

SeriesKind kindOf(SeriesOf series) {
    switch (series) {
    case SeriesOf::usedMemory:
        return {"Used memory of the host above the empty host", "MiB", 1};
    case SeriesOf::cpuBusy:
        return {"CPU busy, share of all CPUs", "%", 100};
    case SeriesOf::load:
        break;
    }
    return {"1-minute load average", "", 0.5};
}

Axis valueAxis(const BenchmarkResult& result, SeriesOf series) {
    double low = 0;
    double high = kindOf(series).least;
    for (const ArmDescription& arm : result.arms)
        for (const Block* block : blocksOf(result, arm.name))
            for (const auto& [time, value] : seriesOf(*block, series)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
    return Axis::linear(low, high, 4);
}

struct Panel {
    double left;
    double right;
    double top;
    double bottom;
};

void drawCurves(Svg& svg, const BenchmarkResult& result, const std::string& arm, SeriesOf series,
                const Axis& x, const Axis& y, std::size_t most) {
    const auto blocks = blocksOf(result, arm);
    const Block* typical = typicalOf(blocks);
    const std::string classes = " a" + colourOf(result, arm) + " " + emulationClass(result, arm);
    // Of many rounds an even choice: they would cover each other, and the page would grow with
    // them.
    const std::size_t each = (blocks.size() + most - 1) / most;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const Block* block = blocks[i];
        if (i % each != 0 && block != typical)
            continue;
        Points line;
        for (const auto& [time, value] : thinned(seriesOf(*block, series), 60))
            line.emplace_back(x.at(time), y.at(value));
        svg.polyline(line, (block == typical ? "curve" : "thin") + classes);
    }
}

void drawPanel(Svg& svg, const BenchmarkResult& result, const ArmDescription& arm, SeriesOf series,
               const Panel& panel, Axis y, std::size_t most) {
    const auto blocks = blocksOf(result, arm.name);
    const Block* typical = typicalOf(blocks);
    double longest = 0.1;
    for (const Block* block : blocks)
        longest = std::max(longest, block->end - block->start);
    Axis x = Axis::linear(0, longest, panel.right - panel.left > 250 ? 6 : 4);
    x.place(panel.left, panel.right);
    y.place(panel.bottom, panel.top);

    svg.text(panel.left, panel.top - 10, armLabel(arm), "head");
    drawVerticalAxis(svg, y, panel.left, panel.right);
    for (const Tick& tick : x.ticks())
        svg.text(x.at(tick.value), panel.bottom + 16, tick.label, "tick", Anchor::middle);
    if (typical != nullptr)
        for (const Boot& boot : typical->boots) {
            const double ready = x.at(boot.start + boot.readyMs / 1000 - typical->start);
            svg.line(ready, panel.top, ready, panel.bottom, "boot");
        }
    svg.line(panel.left, y.at(0), panel.right, y.at(0), "axis");
    drawCurves(svg, result, arm.name, series, x, y, most);
    svg.text((panel.left + panel.right) / 2, panel.bottom + 31, "seconds", "note", Anchor::middle);
}

} // namespace

Svg drawTimeSeries(const BenchmarkResult& result, SeriesOf series, Layout layout,
                   std::size_t rounds) {
    const SeriesKind kind = kindOf(series);
    const bool wide = layout == Layout::wide;
    const double width = wide ? 910 : 340;
    const std::size_t columns = wide ? std::clamp<std::size_t>(result.arms.size(), 1, 3) : 1;
    constexpr double labels = 44; // of the vertical axis
    constexpr double plotHeight = 130;
    constexpr double rowHeight = plotHeight + 68;
    const double cell = width / static_cast<double>(columns);

    Svg svg(width, std::string(kind.title) + " over time",
            "One panel for each arm, one line for each round (of many an even choice), "
            "counted from the start of the block. "
            "Dashed: an instance becomes ready. All samples stand in result.json.");
    const Axis y = valueAxis(result, series);
    for (std::size_t i = 0; i < result.arms.size(); ++i) {
        const double left = static_cast<double>(i % columns) * cell;
        const double top = static_cast<double>(i / columns) * rowHeight + 26;
        drawPanel(svg, result, result.arms[i], series,
                  {left + labels, left + cell - 12, top, top + plotHeight}, y, rounds);
    }
    const std::size_t rows = (result.arms.size() + columns - 1) / columns;
    svg.setHeight(static_cast<double>(rows) * rowHeight + 2);
    return svg;
}

} // namespace twinvirt::bench
