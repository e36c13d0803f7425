#include "benchmark/report/axis.h"
#include "benchmark/report/chart_data.h"
#include "benchmark/report/charts.h"
#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

constexpr double width = 380;
constexpr double left = 48;
constexpr double right = width - 14;
constexpr double top = 12;
constexpr double bottom = 200;

Axis valueAxis(const BenchmarkResult& result, OverInstances what) {
    double low = 0;
    double high = 1;
    for (const ArmDescription& arm : result.arms)
        for (const Points& round : overInstances(result, arm.name, what))
            for (const auto& [instances, mib] : round) {
                low = std::min(low, mib);
                high = std::max(high, mib);
            }
    Axis axis = Axis::linear(low, high, 5);
    axis.place(bottom, top);
    return axis;
}

Points onPicture(const Points& points, const Axis& x, const Axis& y) {
    Points placed;
    for (const auto& [instances, mib] : points)
        placed.emplace_back(x.at(instances), y.at(mib));
    return placed;
}

void drawArm(Svg& svg, const BenchmarkResult& result, const ArmDescription& arm, OverInstances what,
             const Axis& x, const Axis& y) {
    const auto rounds = overInstances(result, arm.name, what);
    const std::string colour = colourOf(result, arm.name);
    // Of many rounds an even choice, as over time.
    constexpr std::size_t most = 10;
    const std::size_t each = (rounds.size() + most - 1) / most;
    for (std::size_t i = 0; i < rounds.size(); i += each)
        svg.polyline(onPicture(rounds[i], x, y), "thin a" + colour);
    const Points line = onPicture(medianLine(rounds), x, y);
    svg.polyline(line, "curve a" + colour + " " + emulationClass(result, arm.name));
    for (const auto& [px, py] : line)
        svg.circle(px, py, 3, "point f" + colour);
}

std::string unitOf(OverInstances what) {
    return what == OverInstances::readyTime ? " ms" : " MiB";
}

std::string titleOf(OverInstances what) {
    switch (what) {
    case OverInstances::hostMemory:
        return "Used memory of the host over the number of instances";
    case OverInstances::processMemory:
        return "PSS of all processes over the number of instances";
    case OverInstances::readyTime:
        return "Time to ready over the number of instances";
    }
    return {};
}

/// Of all rounds, which may have ended at different numbers.
unsigned mostInstances(const BenchmarkResult& result, OverInstances what) {
    double most = 1;
    for (const ArmDescription& arm : result.arms)
        for (const Points& round : overInstances(result, arm.name, what))
            for (const auto& point : round)
                most = std::max(most, point.first);
    return static_cast<unsigned>(most);
}

std::string costOf(const Analysis& analysis, const std::string& arm, OverInstances what) {
    for (const InstanceCost& cost : analysis.instanceCosts)
        if (cost.arm == arm) {
            const auto& slope = what == OverInstances::hostMemory      ? cost.usedMib
                                : what == OverInstances::processMemory ? cost.pssMib
                                                                       : cost.readyMs;
            if (slope)
                return formatValue(slope->estimate) + unitOf(what) + " [" +
                       formatValue(slope->low) + ", " + formatValue(slope->high) + "]";
        }
    return "not measured";
}

/// The arms and what one more instance of each costs, in lines below the picture.
void drawLegend(Svg& svg, const BenchmarkResult& result, const Analysis& analysis,
                OverInstances what) {
    double y = bottom + 54;
    constexpr double legendLeft = 10;
    svg.text(legendLeft, y, "one more instance costs", "note");
    for (const ArmDescription& arm : result.arms) {
        y += 20;
        svg.rect(legendLeft, y - 10, 11, 11, "f" + colourOf(result, arm.name), 2);
        svg.text(legendLeft + 18, y, armLabel(arm));
        svg.text(right, y, costOf(analysis, arm.name, what), "figure", Anchor::end);
    }
    svg.setHeight(y + 10);
}

} // namespace

Svg drawOverInstances(const BenchmarkResult& result, const Analysis& analysis, OverInstances what) {
    Svg svg(width, titleOf(what),
            "Bold: median of the rounds. Thin: single rounds, of more than 10 an even choice. The "
            "slopes stand below the picture.");
    const unsigned count = mostInstances(result, what);
    Axis x = Axis::linear(0, count, static_cast<int>(std::clamp(count, 1U, 5U)));
    x.place(left, right);
    const Axis y = valueAxis(result, what);
    drawVerticalAxis(svg, y, left, right);
    drawHorizontalAxis(svg, x, bottom, bottom);
    for (const ArmDescription& arm : result.arms)
        drawArm(svg, result, arm, what, x, y);
    svg.text((left + right) / 2, bottom + 31, "instances (vertical:" + unitOf(what) + ")", "note",
             Anchor::middle);
    drawLegend(svg, result, analysis, what);
    return svg;
}

} // namespace twinvirt::bench
