#include "benchmark/report/axis.h"
#include "benchmark/report/charts.h"
#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

constexpr std::size_t longestSteps = 9; ///< of an arm; the table below the chart has all
constexpr double farApart = 8;          ///< the slowest arm over the fastest: a linear axis no more

struct Columns {
    double width;
    double plotLeft;
    double plotRight;
    double rowHeight;
    bool labelAbove; ///< the text stands on a line of its own above the bar
};

Columns columnsOf(Layout layout) {
    if (layout == Layout::wide)
        return {910, 300, 830, 19, false};
    return {340, 2, 334, 33, true};
}

/// The steps that are drawn, by their begin.
std::vector<StartStep> drawnSteps(const StartProfile& profile) {
    std::vector<StartStep> steps = profile.steps;
    if (steps.size() <= longestSteps)
        return steps;
    std::ranges::stable_sort(steps, std::ranges::greater(), &StartStep::duration);
    steps.resize(longestSteps);
    std::ranges::stable_sort(steps, {}, &StartStep::begin);
    return steps;
}

class Waterfall {
  public:
    Waterfall(const std::vector<StartProfile>& profiles, Layout layout)
        : profiles_(profiles), columns_(columnsOf(layout)), axis_(axisFor(profiles, layout)),
          svg_(columns_.width, "What a start is made of",
               "All arms on one axis of time: each arm's phases as one bar, below it its longest "
               "steps, medians over all boots of the measured rounds.") {
        axis_.place(columns_.plotLeft, columns_.plotRight);
        for (const StartProfile& profile : profiles)
            for (const std::string& phase : profile.phases)
                if (std::ranges::find(phases_, phase) == phases_.end())
                    phases_.push_back(phase);
        draw();
    }
    Svg take() { return std::move(svg_); }

  private:
    static Axis axisFor(const std::vector<StartProfile>& profiles, Layout layout);
    void draw();
    double drawLegend();
    double drawArm(const StartProfile& profile, double top);
    void drawLabels(const std::string& left, const std::string& right, double top,
                    std::string_view classes);
    void drawBar(double begin, double end, const std::string& phase, double top, double height);
    [[nodiscard]] std::string colourOfPhase(const std::string& phase) const;
    [[nodiscard]] double heightOf(const StartProfile& profile) const {
        return (static_cast<double>(drawnSteps(profile).size()) + 1) * columns_.rowHeight + 14;
    }

    const std::vector<StartProfile>& profiles_;
    const Columns columns_;
    Axis axis_;
    std::vector<std::string> phases_;
    Svg svg_;
};

Axis Waterfall::axisFor(const std::vector<StartProfile>& profiles, Layout layout) {
    double shortest = profiles.front().readyMs;
    double longest = 0.001;
    for (const StartProfile& profile : profiles) {
        shortest = std::min(shortest, profile.readyMs);
        longest = std::max({longest, profile.readyMs, profile.callMs});
        for (const StartStep& step : profile.steps)
            longest = std::max(longest, step.end());
    }
    const bool wide = layout == Layout::wide;
    if (shortest > 0 && longest / shortest > farApart)
        return Axis::logarithmic(shortest / 50, longest, wide ? 8 : 5);
    return Axis::linear(0, longest, wide ? 8 : 4);
}

std::string Waterfall::colourOfPhase(const std::string& phase) const {
    constexpr std::ptrdiff_t colours = 6;
    return std::to_string((std::ranges::find(phases_, phase) - phases_.begin()) % colours);
}

/// The phases and their colours, in as many lines as they need; where they end.
double Waterfall::drawLegend() {
    double x = 0;
    double y = 4;
    for (const std::string& phase : phases_) {
        const double width = 34 + Svg::textWidth(phase, 12);
        if (x > 0 && x + width > columns_.width) {
            x = 0;
            y += 18;
        }
        svg_.rect(x, y, 11, 11, "p" + colourOfPhase(phase), 2);
        svg_.text(x + 16, y + 10, phase, "note");
        x += width;
    }
    return y + 22;
}

void Waterfall::drawLabels(const std::string& left, const std::string& right, double top,
                           std::string_view classes) {
    const double y = top + (columns_.labelAbove ? 12 : 14);
    const double most = (columns_.labelAbove ? columns_.width - 80 : columns_.plotLeft - 12);
    const std::string text = Svg::shortened(left, most, 11.5);
    if (columns_.labelAbove)
        svg_.text(0, y, text, classes);
    else
        svg_.text(columns_.plotLeft - 10, y, text, classes, Anchor::end);
    svg_.text(columns_.width, y, right, std::string(classes) + " figure", Anchor::end);
}

void Waterfall::drawBar(double begin, double end, const std::string& phase, double top,
                        double height) {
    const double left = axis_.at(begin);
    svg_.rect(left, top, std::max(1.5, axis_.at(end) - left), height, "p" + colourOfPhase(phase));
}

double Waterfall::drawArm(const StartProfile& profile, double top) {
    const double offset = columns_.labelAbove ? 16 : 3;
    svg_.beginGroup(profile.label + ": the driver returned after " + formatValue(profile.callMs) +
                    " ms, ready after " + formatValue(profile.readyMs) + " ms");
    drawLabels(profile.label, formatValue(profile.readyMs) + " ms", top, "head");
    for (const StartStep& step : profile.steps)
        drawBar(step.begin, step.end(), step.phase, top + offset, 13);
    svg_.line(axis_.at(profile.readyMs), top + offset - 3, axis_.at(profile.readyMs),
              top + heightOf(profile) - 8, "boot");
    svg_.endGroup();
    top += columns_.rowHeight + 2;
    for (const StartStep& step : drawnSteps(profile)) {
        svg_.beginGroup(step.phase + ", " + step.name + ": begins at " + formatValue(step.begin) +
                        " ms, takes " + formatValue(step.duration) + " ms");
        drawLabels(step.name, formatValue(step.duration) + " ms", top, "note");
        drawBar(step.begin, step.end(), step.phase, top + offset + 1, 9);
        svg_.endGroup();
        top += columns_.rowHeight;
    }
    return top + 12;
}

void Waterfall::draw() {
    const double first = drawLegend();
    double bottom = first;
    for (const StartProfile& profile : profiles_)
        bottom += heightOf(profile);
    drawHorizontalAxis(svg_, axis_, columns_.labelAbove ? bottom : first, bottom);
    double top = first + 2;
    for (const StartProfile& profile : profiles_)
        top = drawArm(profile, top);
    const std::string scale = axis_.isLogarithmic() ? "ms since the driver was called (log scale)"
                                                    : "ms since the driver was called";
    svg_.text((columns_.plotLeft + columns_.plotRight) / 2, bottom + 32, scale, "note",
              Anchor::middle);
    svg_.setHeight(bottom + 40);
}

} // namespace

Svg drawWaterfall(const std::vector<StartProfile>& profiles, Layout layout) {
    return Waterfall(profiles, layout).take();
}

} // namespace twinvirt::bench
