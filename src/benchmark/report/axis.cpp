#include "benchmark/report/axis.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace twinvirt::bench {

static std::string tickLabel(double value) {
    if (std::abs(value) < 1e-12)
        return "0";
    std::string text(32, '\0');
    const int length = std::snprintf(text.data(), text.size(), "%.4g", value);
    text.resize(static_cast<std::size_t>(length));
    return text.find('e') == std::string::npos ? text : std::to_string(std::llround(value));
}

/// The smallest of 1, 2, 5 times a power of ten that is at least `step`.
static double roundStep(double step) {
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= step * 0.999)
            return factor * power;
    return 10 * power;
}

Axis Axis::linear(double low, double high, int ticks) {
    Axis axis;
    low = std::min(low, 0.0);
    if (high <= low)
        high = low + 1;
    const double step = roundStep((high - low) / ticks);
    axis.low_ = std::floor(low / step + 1e-9) * step;
    axis.high_ = std::ceil(high / step - 1e-9) * step;
    for (int i = 0; axis.low_ + i * step <= axis.high_ + step / 2; ++i)
        axis.ticks_.push_back({axis.low_ + i * step, tickLabel(axis.low_ + i * step)});
    return axis;
}

static std::vector<Tick> logTicks(double low, double high, const std::vector<double>& factors) {
    std::vector<Tick> ticks;
    for (double power = std::pow(10, std::floor(std::log10(low))); power <= high; power *= 10)
        for (const double factor : factors)
            if (const double value = factor * power; value >= low && value <= high)
                ticks.push_back({value, tickLabel(value)});
    return ticks;
}

Axis Axis::logarithmic(double low, double high, int ticks) {
    Axis axis;
    axis.logarithmic_ = true;
    const double margin = std::max(1.05, std::pow(high / low, 0.04));
    axis.low_ = low / margin;
    axis.high_ = high * margin;
    for (const std::vector<double>& factors :
         {std::vector<double>{1, 1.5, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}}) {
        axis.ticks_ = logTicks(axis.low_, axis.high_, factors);
        if (static_cast<int>(axis.ticks_.size()) <= ticks)
            break;
    }
    return axis;
}

double Axis::at(double value) const {
    const auto scale = [&](double v) {
        return logarithmic_ ? std::log(std::max(v, low_ * 1e-3)) : v;
    };
    const double fraction = (scale(value) - scale(low_)) / (scale(high_) - scale(low_));
    return from_ + std::clamp(fraction, 0.0, 1.0) * (to_ - from_);
}

void drawHorizontalAxis(Svg& svg, const Axis& axis, double top, double bottom) {
    double freeFrom = 0;
    std::vector<std::pair<double, double>> grid;
    std::vector<Svg::Label> labels;
    for (const Tick& tick : axis.ticks()) {
        const double x = axis.at(tick.value);
        grid.emplace_back(x, top);
        grid.emplace_back(x, bottom);
        const double half = Svg::textWidth(tick.label, 11) / 2;
        if (x - half < freeFrom || x + half > svg.width())
            continue;
        labels.push_back({x, bottom + 15, tick.label});
        freeFrom = x + half + 5;
    }
    if (axis.ticks().empty())
        return;
    svg.segments(grid, "grid");
    svg.labels(labels, "tick", Anchor::middle);
    svg.line(axis.at(-1e300), bottom, axis.at(1e300), bottom, "axis");
}

void drawVerticalAxis(Svg& svg, const Axis& axis, double left, double right) {
    std::vector<std::pair<double, double>> grid;
    std::vector<Svg::Label> labels;
    for (const Tick& tick : axis.ticks()) {
        const double y = axis.at(tick.value);
        grid.emplace_back(left, y);
        grid.emplace_back(right, y);
        labels.push_back({left - 6, y + 4, tick.label});
    }
    svg.segments(grid, "grid");
    svg.labels(labels, "tick", Anchor::end);
}

} // namespace twinvirt::bench
