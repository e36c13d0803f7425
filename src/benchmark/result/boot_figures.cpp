#include "benchmark/result/work_figures.h"
#include "benchmark/statistics/summary.h"

namespace twinvirt::bench {

static std::vector<double> readyTimes(const Block& block) {
    std::vector<double> values;
    for (const Boot& boot : block.boots)
        values.push_back(boot.readyMs);
    return values;
}

static std::vector<double> firstReady(const Block& block) {
    return block.boots.empty() ? std::vector<double>{} : std::vector{block.boots.front().readyMs};
}

static std::vector<double> lastReady(const Block& block) {
    return block.boots.empty() ? std::vector<double>{} : std::vector{block.boots.back().readyMs};
}

static std::vector<double> growth(const Block& block) {
    if (block.boots.size() < 2 || block.boots.front().readyMs <= 0)
        return {};
    return {block.boots.back().readyMs / block.boots.front().readyMs};
}

static std::vector<double> cpuTimes(const Block& block) {
    std::vector<double> values;
    for (const Boot& boot : block.boots)
        values.push_back(boot.cpuMs);
    return values;
}

static std::vector<double> deleteTimes(const Block& block) {
    return block.deleteMs;
}

/// Median over the hold of one figure of a sample, for each instance.
template <typename Read>
static std::vector<double> heldPerInstance(const Block& block, Read read) {
    std::vector<double> held;
    for (const Sample& sample : block.samples)
        if (sample.moment == Moment::hold)
            if (const std::optional<double> value = read(sample))
                held.push_back(*value);
    if (held.empty() || block.boots.empty())
        return {};
    return {medianInPlace(held) / static_cast<double>(block.boots.size())};
}

static std::optional<double> usedBefore(const Block& block) {
    for (const Sample& sample : block.samples)
        if (sample.moment == Moment::before)
            return sample.usedMib;
    return std::nullopt;
}

static std::vector<double> usedMemory(const Block& block) {
    const auto before = usedBefore(block);
    if (!before)
        return {};
    return heldPerInstance(
        block, [&](const Sample& s) { return std::optional<double>(s.usedMib - *before); });
}

static std::vector<double> pssMemory(const Block& block) {
    return heldPerInstance(block, [](const Sample& s) { return s.pssMib; });
}

static std::vector<double> cgroupMemory(const Block& block) {
    return heldPerInstance(block, [](const Sample& s) { return s.cgroupMib; });
}

static const std::vector<Metric>& bootMetrics() {
    static const std::vector<Metric> all{
        {"ready", "Time to ready", "ms",
         "From the call that creates the instance to the marker line that its own init prints on "
         "its console.",
         "faster to become ready", "slower to become ready", "equally fast to become ready",
         "the time to ready", "faster", "slower", true, false, readyTimes},
        {"boot-cpu", "Host CPU of a boot", "ms",
         "CPU time of everything on the host until the instance was ready, the sampling thread "
         "taken off.",
         "cheaper to boot in CPU time", "dearer to boot in CPU time",
         "equally dear to boot in CPU time", "the CPU time of a boot", "less", "more", false, false,
         cpuTimes},
        {"used-memory", "Used memory of the host", "MiB",
         "MemTotal - MemAvailable: median of the hold minus the value before the first boot, by "
         "the "
         "number of instances. Everything else on the host disturbs it.",
         "lighter on the host's memory", "heavier on the host's memory",
         "equally heavy on the host's memory", "the used memory", "less", "more", false, true,
         usedMemory},
        {"pss", "PSS of the instance's processes", "MiB",
         "Proportional set size of every process of the instance, ours and the guest's: median of "
         "the hold, by the number of instances.",
         "lighter in memory", "heavier in memory", "equally heavy in memory", "the memory (PSS)",
         "less", "more", true, true, pssMemory},
        {"cgroup-memory", "Cgroup memory", "MiB",
         "What the kernel charges to the instance's cgroup, page cache and kernel memory included: "
         "median of the hold, by the number of instances.",
         "lighter in its cgroup", "heavier in its cgroup", "equally heavy in its cgroup",
         "the cgroup memory", "less", "more", false, true, cgroupMemory},
        {"delete", "Time to delete", "ms", "The call that destroys an instance, until it returns.",
         "faster to delete", "slower to delete", "equally fast to delete", "the time to delete",
         "faster", "slower", false, false, deleteTimes},
        {"ready-first", "Time to ready of the first", "ms",
         "The time to ready of the block's first instance, on a host without another one.",
         "faster to become ready as the first", "slower to become ready as the first",
         "equally fast to become ready as the first", "the time to ready of the first", "faster",
         "slower", false, true, firstReady},
        {"ready-last", "Time to ready of the last", "ms",
         "The time to ready of the block's last instance, while all the others are up.",
         "faster to become ready as the last", "slower to become ready as the last",
         "equally fast to become ready as the last", "the time to ready of the last", "faster",
         "slower", true, true, lastReady},
        {"ready-growth", "Growth of the time to ready", "×",
         "The time to ready of the block's last instance by that of its first.",
         "less slowed down by its neighbours", "more slowed down by its neighbours",
         "equally slowed down by its neighbours", "the growth of the time to ready", "less", "more",
         false, true, growth},
    };
    return all;
}

static bool growsTowardsALimit(const Scenario& scenario) {
    return scenario.untilUsed < 1;
}

static std::vector<std::string> ofScenario(const Scenario& scenario) {
    std::vector<std::string> ids{"ready", "boot-cpu",      "used-memory",
                                 "pss",   "cgroup-memory", "delete"};
    if (growsTowardsALimit(scenario))
        ids.insert(ids.begin() + 1, {"ready-first", "ready-last", "ready-growth"});
    return ids;
}

constinit const WorkFigures bootFigures{"boot", bootMetrics, ofScenario,         false,  true,
                                        true,   true,        growsTowardsALimit, nullptr};

std::vector<std::pair<double, double>> readyMsOverInstances(const Block& block) {
    std::vector<std::pair<double, double>> points;
    for (const Figure& figure : block.figures)
        if (const auto level = levelOf(figure.metric); level && !figure.values.empty())
            points.emplace_back(*level, figure.values.front());
    if (!points.empty())
        return points;
    for (const Boot& boot : block.boots)
        points.emplace_back(static_cast<double>(points.size()) + 1, boot.readyMs);
    return points;
}

std::vector<std::pair<double, double>> usedMibOverInstances(const Block& block) {
    std::vector<std::pair<double, double>> points;
    const auto before = usedBefore(block);
    if (!before)
        return points;
    for (const Sample& sample : block.samples)
        if (sample.moment == Moment::before || sample.moment == Moment::afterBoot)
            points.emplace_back(sample.instances, sample.usedMib - *before);
    return points;
}

std::vector<std::pair<double, double>> pssMibOverInstances(const Block& block) {
    std::vector<std::pair<double, double>> points;
    for (const Sample& sample : block.samples)
        if ((sample.moment == Moment::before || sample.moment == Moment::afterBoot) &&
            sample.pssMib)
            points.emplace_back(sample.instances, *sample.pssMib);
    return points;
}

} // namespace twinvirt::bench
