#include "benchmark/report/axis.h"
#include "benchmark/report/charts.h"
#include "benchmark/result/sentences.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

/// One step over all boots of the measured rounds.
struct Step {
    std::string name;
    std::string phase;
    std::vector<double> starts;
    std::vector<double> durations;
};

struct Waterfall {
    std::vector<Step> steps;
    std::vector<std::string> phases; ///< in the order in which they first begin
    std::vector<double> calls;
    std::vector<double> readies;
};

void addBoot(Waterfall& waterfall, const Boot& boot) {
    waterfall.calls.push_back(boot.callMs);
    waterfall.readies.push_back(boot.readyMs);
    for (const BootStep& timed : boot.steps) {
        auto step =
            std::find_if(waterfall.steps.begin(), waterfall.steps.end(), [&](const Step& s) {
                return s.name == timed.step && s.phase == timed.phase;
            });
        if (step == waterfall.steps.end())
            step = waterfall.steps.insert(step, Step{timed.step, timed.phase, {}, {}});
        step->starts.push_back(timed.startMs);
        step->durations.push_back(timed.durationMs);
    }
}

Waterfall collect(const BenchmarkResult& result, const std::string& arm) {
    Waterfall waterfall;
    for (const Round* round : measuredRounds(result))
        if (const Block* block = findBlock(*round, arm))
            for (const Boot& boot : block->boots)
                addBoot(waterfall, boot);
    std::stable_sort(waterfall.steps.begin(), waterfall.steps.end(),
                     [](const Step& one, const Step& other) {
                         return median(one.starts) < median(other.starts);
                     });
    for (const Step& step : waterfall.steps)
        if (std::find(waterfall.phases.begin(), waterfall.phases.end(), step.phase) ==
            waterfall.phases.end())
            waterfall.phases.push_back(step.phase);
    return waterfall;
}

std::string phaseColour(const Waterfall& waterfall, const std::string& phase) {
    const auto found = std::find(waterfall.phases.begin(), waterfall.phases.end(), phase);
    return std::to_string((found - waterfall.phases.begin()) % 6);
}

void drawLegend(Svg& svg, const Waterfall& waterfall, double x) {
    for (const std::string& phase : waterfall.phases) {
        svg.rect(x, 4, 11, 11, "f" + phaseColour(waterfall, phase), 2);
        svg.text(x + 16, 14, phase, "note");
        x += 30 + Svg::textWidth(phase, 12);
    }
}

struct Columns {
    double width;
    double plotLeft;
    double plotRight;
    double rowHeight;
    bool labelAbove;
};

void drawStep(Svg& svg, const Waterfall& waterfall, const Step& step, const Axis& axis,
              const Columns& columns, double top) {
    const double begin = median(step.starts);
    const double duration = median(step.durations);
    const std::string figure = formatValue(duration) + " ms";
    svg.beginGroup(step.phase + ", " + step.name + ": begins at " + formatValue(begin) +
                   " ms, takes " + figure);
    if (columns.labelAbove)
        svg.text(0, top + 12, step.name, "note");
    else
        svg.text(columns.plotLeft - 10, top + 14, step.name, "note", Anchor::end);
    svg.text(columns.width, columns.labelAbove ? top + 12 : top + 14, figure, "note figure",
             Anchor::end);
    const double barTop = columns.labelAbove ? top + 17 : top + 4;
    svg.rect(axis.at(begin), barTop, std::max(1.5, axis.at(begin + duration) - axis.at(begin)), 11,
             "f" + phaseColour(waterfall, step.phase), 1);
    svg.endGroup();
}

} // namespace

bool hasSteps(const BenchmarkResult& result, const std::string& arm) {
    return !collect(result, arm).steps.empty();
}

Svg drawWaterfall(const BenchmarkResult& result, const std::string& arm, Layout layout) {
    const Columns columns =
        layout == Layout::wide ? Columns{910, 250, 830, 20, false} : Columns{340, 0, 332, 34, true};
    const Waterfall waterfall = collect(result, arm);
    Svg svg(columns.width, "Steps of a start",
            "Median begin and duration of each step over all boots of the measured rounds, in "
            "milliseconds since the driver was called.");
    const double ready = median(waterfall.readies);
    double end = ready;
    for (const Step& step : waterfall.steps)
        end = std::max(end, median(step.starts) + median(step.durations));
    Axis axis = Axis::linear(0, end, layout == Layout::wide ? 8 : 4);
    axis.place(columns.plotLeft, columns.plotRight);
    constexpr double legendHeight = 26;
    const double bottom =
        legendHeight + columns.rowHeight * static_cast<double>(waterfall.steps.size()) + 4;
    drawLegend(svg, waterfall, columns.plotLeft);
    drawHorizontalAxis(svg, axis, legendHeight, bottom);
    for (const double mark : {median(waterfall.calls), ready})
        svg.line(axis.at(mark), legendHeight, axis.at(mark), bottom, "boot");
    double top = legendHeight;
    for (const Step& step : waterfall.steps) {
        drawStep(svg, waterfall, step, axis, columns, top);
        top += columns.rowHeight;
    }
    svg.text(columns.plotLeft, bottom + 32,
             "ms; dashed: the call returned (" + formatValue(median(waterfall.calls)) +
                 "), ready (" + formatValue(ready) + ")",
             "note");
    svg.setHeight(bottom + 40);
    return svg;
}

} // namespace twinvirt::bench
