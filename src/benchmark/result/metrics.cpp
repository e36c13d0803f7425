#include "benchmark/result/metrics.h"

#include "benchmark/spec/kernel_catalog.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>
#include <cctype>

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

static std::vector<double> valuesOf(const Block& block, const std::string& kernel) {
    for (const KernelRun& run : block.kernels)
        if (run.kernel == kernel)
            return run.values;
    return {};
}

static std::string lowered(std::string title) {
    if (title.size() > 1 && std::islower(static_cast<unsigned char>(title[1])) != 0)
        title[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(title[0])));
    return title;
}

static Metric kernelMetric(const Kernel& kernel) {
    Metric metric;
    metric.id = kernel.name;
    metric.title = kernel.title;
    metric.unit = kernel.unit;
    metric.method = kernel.method;
    const std::string subject = lowered(kernel.title);
    metric.less = "faster (" + subject + ")";
    metric.more = "slower (" + subject + ")";
    metric.same = "equally fast (" + subject + ")";
    metric.thing = "the time for " + kernel.work;
    metric.lessWord = "faster";
    metric.moreWord = "slower";
    metric.values = [name = kernel.name](const Block& block) { return valuesOf(block, name); };
    return metric;
}

const std::vector<Metric>& metrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list = bootMetrics();
        for (const Kernel& kernel : kernelCatalog())
            list.push_back(kernelMetric(kernel));
        return list;
    }();
    return all;
}

std::vector<const Metric*> metricsOf(const Scenario& scenario) {
    std::vector<const Metric*> list;
    if (!scenario.hasProbe())
        for (const Metric& metric : bootMetrics())
            list.push_back(findMetric(metric.id));
    for (const std::string& kernel : scenario.kernels)
        if (const Metric* metric = findMetric(kernel))
            list.push_back(metric);
    return list;
}

const Metric* findMetric(const std::string& id) {
    const auto found = std::find_if(metrics().begin(), metrics().end(),
                                    [&](const Metric& metric) { return metric.id == id; });
    return found == metrics().end() ? nullptr : &*found;
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
