#include "benchmark/result/work_figures.h"
#include "benchmark/spec/scenario_spec.h"

namespace twinvirt::bench {

static Metric lossMetric(const std::string& hog) {
    Metric metric =
        blockMetric("loss-" + hog,
                    {"less slowed by a " + hog + " hog", "more slowed by a " + hog + " hog",
                     "equally slowed by a " + hog + " hog", "the loss beside a " + hog + " hog"});
    metric.title = "Loss beside a " + hog + " hog";
    metric.unit = "×";
    metric.method = "The kernel's median time beside the hog by its median time alone, both of the "
                    "same block. Without a response in time: the time waited by the time alone, "
                    "which is the least that it can be.";
    return metric;
}

/// Only blocks in which it happened have a value: n of the table is how often.
static Metric noResponseMetric(const std::string& hog) {
    Metric metric = blockMetric("no-response-" + hog,
                                {"less often silent beside a " + hog + " hog",
                                 "more often silent beside a " + hog + " hog",
                                 "equally often silent beside a " + hog + " hog",
                                 "the number of missing responses beside a " + hog + " hog"});
    metric.title = "Did not respond beside a " + hog + " hog";
    metric.unit = "times";
    metric.method = "Blocks in which the kernel beside the hog gave no answer in time, or its "
                    "process was ended (DNR in Xavier et al. 2013).";
    return metric;
}

static const std::vector<Metric>& neighbourMetrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list;
        for (const std::string& hog : hogWords())
            list.push_back(lossMetric(hog));
        for (const std::string& hog : hogWords())
            list.push_back(noResponseMetric(hog));
        return list;
    }();
    return all;
}

constinit const WorkFigures neighbourFigures{
    "neighbour", neighbourMetrics, nullptr, false, false, false, false};

} // namespace twinvirt::bench
