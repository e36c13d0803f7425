#include "benchmark/report/chart_data.h"

#include "benchmark/result/metrics.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>
#include <map>

namespace twinvirt::bench {

std::vector<const Block*> blocksOf(const BenchmarkResult& result, const std::string& arm) {
    std::vector<const Block*> blocks;
    for (const Round* round : measuredRounds(result))
        if (const Block* block = findBlock(*round, arm))
            blocks.push_back(block);
    return blocks;
}

const Block* typicalOf(std::vector<const Block*> blocks) {
    if (blocks.empty())
        return nullptr;
    const auto middle = blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() / 2);
    std::nth_element(blocks.begin(), middle, blocks.end(),
                     [](const Block* one, const Block* other) {
                         return one->end - one->start < other->end - other->start;
                     });
    return *middle;
}

Points seriesOf(const Block& block, SeriesOf series) {
    Points points;
    double before = 0;
    for (const Sample& sample : block.samples) {
        if (sample.moment == Moment::before)
            before = sample.usedMib;
        const double value = series == SeriesOf::usedMemory ? sample.usedMib - before
                             : series == SeriesOf::cpuBusy  ? sample.cpuBusyPercent
                                                            : sample.load1;
        points.emplace_back(sample.time - block.start, value);
    }
    return points;
}

Points thinned(const Points& points, std::size_t most) {
    if (points.size() <= most || most < 2)
        return points;
    Points chosen;
    for (std::size_t i = 0; i < most; ++i)
        chosen.push_back(points[i * (points.size() - 1) / (most - 1)]);
    return chosen;
}

static Points pointsOf(const Block& block, OverInstances what) {
    switch (what) {
    case OverInstances::hostMemory:
        return usedMibOverInstances(block);
    case OverInstances::processMemory:
        return pssMibOverInstances(block);
    case OverInstances::readyTime:
        return readyMsOverInstances(block);
    }
    return {};
}

std::vector<Points> overInstances(const BenchmarkResult& result, const std::string& arm,
                                  OverInstances what) {
    std::vector<Points> rounds;
    for (const Block* block : blocksOf(result, arm))
        rounds.push_back(pointsOf(*block, what));
    return rounds;
}

Points medianLine(const std::vector<Points>& rounds) {
    std::map<double, std::vector<double>> values;
    for (const Points& round : rounds)
        for (const auto& [instances, mib] : round)
            values[instances].push_back(mib);
    Points line;
    for (auto& [instances, mib] : values)
        line.emplace_back(instances, medianInPlace(mib));
    return line;
}

} // namespace twinvirt::bench
