#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

/// All are of the block's last instance, with the others up.
static Metric ofTheLast(const std::string& id, const std::string& title, const std::string& unit,
                        const std::string& method, const std::string& thing) {
    const std::string ofOne = thing + " of one more instance";
    Metric metric = blockMetric(id, {"lighter (" + ofOne + ")", "heavier (" + ofOne + ")",
                                     "equally heavy (" + ofOne + ")", "the " + ofOne});
    metric.title = title;
    metric.unit = unit;
    metric.method = method;
    return metric;
}

static std::vector<Metric> memoryMetrics() {
    Metric pss = ofTheLast("last-pss", "PSS that one more instance costs", "MiB",
                           "Proportional set size of the processes of all instances with the last "
                           "one up, minus the same without it.",
                           "PSS");
    pss.headline = true;
    return {
        pss,
        ofTheLast("last-kernel", "Kernel memory of the host that one more instance costs", "MiB",
                  "Slab, kernel stacks, page tables and per-CPU memory of the whole host "
                  "(/proc/meminfo) with the last one up, minus the same without it. Everything "
                  "else on the host disturbs it.",
                  "kernel memory"),
        ofTheLast("last-cgroup-kernel", "Kernel memory charged to the instance", "MiB",
                  "What the kernel charges of its own memory to the cgroup of the last instance "
                  "(memory.kmem.usage_in_bytes, or memory.stat of cgroup v2); absent where it does "
                  "not count that.",
                  "charged kernel memory"),
        ofTheLast("last-own-files", "File pages that the instance shares with nobody", "%",
                  "Private_Clean by Private_Clean and Shared_Clean of the last instance's "
                  "processes (smaps_rollup): the share of the page cache that they map and nobody "
                  "else does.",
                  "share of file pages of its own"),
    };
}

static const std::vector<Metric>& footprintMetrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list = memoryMetrics();
        list.push_back(ofTheLast("last-threads", "Threads of the instance", "",
                                 "Threads of all processes of the last instance, ours and the "
                                 "guest's, as the host counts them.",
                                 "threads"));
        list.push_back(
            ofTheLast("last-links", "Network links of the instance", "",
                      "Links that the host has more with the last one up, and those of the last "
                      "instance's own network namespace. The cards inside a machine are not the "
                      "host's links.",
                      "network links"));
        return list;
    }();
    return all;
}

constinit const WorkFigures footprintFigures{
    "footprint", footprintMetrics, nullptr, false, false, false, true};

} // namespace twinvirt::bench
