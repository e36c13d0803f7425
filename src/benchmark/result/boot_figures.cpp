#include "benchmark/result/work_figures.h"
#include "benchmark/statistics/summary.h"

namespace twinvirt::bench {

static std::vector<double> readyTimes(const Block& block) {
    std::vector<double> values;
    for (const Boot& boot : block.boots)
        values.push_back(boot.readyMs);
    return values;
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
    };
    return all;
}

constinit const WorkFigures bootFigures{"boot", bootMetrics, nullptr, true, false};

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
