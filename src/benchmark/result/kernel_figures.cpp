#include "benchmark/result/work_figures.h"
#include "benchmark/spec/kernel_catalog.h"

#include <cctype>

namespace twinvirt::bench {

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
    metric.rate = kernel.rate;
    metric.rateUnit = kernel.rateUnit;
    return metric;
}

static const std::vector<Metric>& kernelMetrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list;
        for (const Kernel& kernel : kernelCatalog())
            list.push_back(kernelMetric(kernel));
        return list;
    }();
    return all;
}

static std::vector<std::string> ofScenario(const Scenario& scenario) {
    return scenario.kernels;
}

constinit const WorkFigures probeFigures{"probe", kernelMetrics, ofScenario, true,
                                         false,   false,         false};

} // namespace twinvirt::bench
