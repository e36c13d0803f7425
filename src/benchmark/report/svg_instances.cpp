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

Axis memoryAxis(const BenchmarkResult& result, MemoryOf memory) {
    double low = 0;
    double high = 1;
    for (const ArmDescription& arm : result.arms)
        for (const Points& round : memoryRounds(result, arm.name, memory))
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

void drawArm(Svg& svg, const BenchmarkResult& result, const ArmDescription& arm, MemoryOf memory,
             const Axis& x, const Axis& y) {
    const auto rounds = memoryRounds(result, arm.name, memory);
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

std::string costOf(const Analysis& analysis, const std::string& arm, MemoryOf memory) {
    for (const InstanceCost& cost : analysis.instanceCosts)
        if (cost.arm == arm) {
            const auto& slope = memory == MemoryOf::host ? cost.usedMib : cost.pssMib;
            if (slope)
                return formatValue(slope->estimate) + " MiB [" + formatValue(slope->low) + ", " +
                       formatValue(slope->high) + "]";
        }
    return "not measured";
}

/// The arms and what one more instance of each costs, in lines below the picture.
void drawLegend(Svg& svg, const BenchmarkResult& result, const Analysis& analysis,
                MemoryOf memory) {
    double y = bottom + 54;
    constexpr double legendLeft = 10;
    svg.text(legendLeft, y, "one more instance costs", "note");
    for (const ArmDescription& arm : result.arms) {
        y += 20;
        svg.rect(legendLeft, y - 10, 11, 11, "f" + colourOf(result, arm.name), 2);
        svg.text(legendLeft + 18, y, armLabel(arm));
        svg.text(right, y, costOf(analysis, arm.name, memory), "figure", Anchor::end);
    }
    svg.setHeight(y + 10);
}

} // namespace

Svg drawMemoryOverInstances(const BenchmarkResult& result, const Analysis& analysis,
                            MemoryOf memory) {
    Svg svg(width,
            memory == MemoryOf::host ? "Used memory of the host over the number of instances"
                                     : "PSS of all processes over the number of instances",
            "Bold: median of the rounds. Thin: single rounds, of more than 10 an even choice. The "
            "slopes stand below the picture.");
    const unsigned count = result.scenarios.front().count;
    Axis x = Axis::linear(0, std::max(1U, count), static_cast<int>(std::clamp(count, 1U, 5U)));
    x.place(left, right);
    const Axis y = memoryAxis(result, memory);
    drawVerticalAxis(svg, y, left, right);
    drawHorizontalAxis(svg, x, bottom, bottom);
    for (const ArmDescription& arm : result.arms)
        drawArm(svg, result, arm, memory, x, y);
    svg.text((left + right) / 2, bottom + 31, "instances up (vertical: MiB)", "note",
             Anchor::middle);
    drawLegend(svg, result, analysis, memory);
    return svg;
}

} // namespace twinvirt::bench
