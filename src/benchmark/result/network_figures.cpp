#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

static Metric latencyMetric(const std::string& id, const std::string& title,
                            const std::string& which) {
    Metric metric;
    metric.id = id;
    metric.title = title;
    metric.unit = "µs";
    metric.method = "100 bytes to the peer on the host and 200 back over TCP, one in flight (a "
                    "closed loop): of each batch of a thousand requests or more the " +
                    which + ".";
    metric.less = "faster to answer (" + which + ")";
    metric.more = "slower to answer (" + which + ")";
    metric.same = "equally fast to answer (" + which + ")";
    metric.thing = "the latency of a request (" + which + ")";
    metric.lessWord = "faster";
    metric.moreWord = "slower";
    metric.values = [id](const Block& block) { return figureOf(block, id); };
    return metric;
}

static Metric cpuMetric() {
    Metric metric;
    metric.id = "net-bulk-cpu";
    metric.title = "CPU of the host for bulk transfer";
    metric.unit = "s/GB";
    metric.method =
        "CPU time of everything on the host, guest and peer included, while the batches "
        "ran, by the gigabytes sent. What runs on the host beside it is in it.";
    metric.less = "cheaper to send from";
    metric.more = "dearer to send from";
    metric.same = "equally cheap to send from";
    metric.thing = "the CPU time for a gigabyte sent";
    metric.lessWord = "less";
    metric.moreWord = "more";
    metric.headline = true;
    metric.perBlock = true;
    metric.values = [id = metric.id](const Block& block) { return figureOf(block, id); };
    return metric;
}

static const std::vector<Metric>& networkMetrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list{
            latencyMetric("net-rr-p50", "Latency of a request (median)", "median"),
            latencyMetric("net-rr-p95", "Latency of a request (p95)", "95th percentile"),
            latencyMetric("net-rr-p99", "Latency of a request (p99)", "99th percentile"),
            cpuMetric(),
        };
        list.front().headline = true;
        return list;
    }();
    return all;
}

/// Beside its own the figures of the kernels themselves.
static std::vector<std::string> ofScenario(const Scenario& scenario) {
    std::vector<std::string> ids;
    for (const std::string& kernel : scenario.kernels) {
        if (kernel == "net-rr")
            ids.insert(ids.end(), {"net-rr-p50", "net-rr-p95", "net-rr-p99", "net-rr"});
        if (kernel == "net-bulk")
            ids.insert(ids.end(), {"net-bulk", "net-bulk-cpu"});
    }
    return ids;
}

constinit const WorkFigures networkFigures{"network", networkMetrics, ofScenario, false,
                                           false,     false,          false};

} // namespace twinvirt::bench
