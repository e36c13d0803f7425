#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

namespace {

/// What is special about one figure of a tool.
struct ToolFigure {
    const char* id;
    const char* title;
    const char* unit;
    const char* thing; ///< "the time for …"
    bool headline;
    double rate;
    const char* rateUnit;
};

constexpr double microsecondsPerSecond = 1e6;

const std::vector<ToolFigure>& toolFigureList() {
    static const std::vector<ToolFigure> all{
        {"sysbench-cpu", "sysbench: an event", "ms", "the time for an event of sysbench cpu", true,
         1000, "1/s"},
        {"sysbench-cpu-p95", "sysbench: an event (p95)", "ms",
         "the 95th percentile of an event of sysbench cpu", false, 0, ""},
        {"fio-read", "fio: a random read (mean)", "µs", "the time for a random read of fio", true,
         0, ""},
        {"fio-read-p99", "fio: a random read (p99)", "µs",
         "the 99th percentile of a random read of fio", false, 0, ""},
        {"fio-write", "fio: a random write (mean)", "µs", "the time for a random write of fio",
         false, 0, ""},
        {"fio-write-p99", "fio: a random write (p99)", "µs",
         "the 99th percentile of a random write of fio", false, 0, ""},
        {"redis-set", "Redis: a SET, of all connections", "µs", "the time for a SET of Redis", true,
         microsecondsPerSecond, "1/s"},
        {"redis-set-p99", "Redis: latency of a SET (p99)", "µs",
         "the 99th percentile of the latency of a SET of Redis", false, 0, ""},
        {"redis-get", "Redis: a GET, of all connections", "µs", "the time for a GET of Redis",
         false, microsecondsPerSecond, "1/s"},
        {"redis-get-p99", "Redis: latency of a GET (p99)", "µs",
         "the 99th percentile of the latency of a GET of Redis", false, 0, ""},
        {"iperf3-bulk", "iperf3: bulk transfer", "ms/GB", "the time for sending a gigabyte", true,
         8e3, "Gbit/s"},
    };
    return all;
}

Metric metricOf(const ToolFigure& figure) {
    Metric metric;
    metric.id = figure.id;
    metric.title = figure.title;
    metric.unit = figure.unit;
    metric.method = "As the tool itself tells it, one value for each of its runs.";
    metric.less = std::string("faster (") + figure.title + ")";
    metric.more = std::string("slower (") + figure.title + ")";
    metric.same = std::string("equally fast (") + figure.title + ")";
    metric.thing = figure.thing;
    metric.lessWord = "faster";
    metric.moreWord = "slower";
    metric.headline = figure.headline;
    metric.perBlock = true;
    metric.values = [id = metric.id](const Block& block) { return figureOf(block, id); };
    metric.rate = figure.rate;
    metric.rateUnit = figure.rateUnit;
    return metric;
}

const std::vector<Metric>& toolMetrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list;
        for (const ToolFigure& figure : toolFigureList())
            list.push_back(metricOf(figure));
        return list;
    }();
    return all;
}

/// Those that begin with the tool's name.
std::vector<std::string> ofScenario(const Scenario& scenario) {
    std::vector<std::string> ids;
    for (const ToolFigure& figure : toolFigureList())
        if (std::string(figure.id).starts_with(scenario.tool + "-"))
            ids.emplace_back(figure.id);
    return ids;
}

} // namespace

constinit const WorkFigures toolFigures{"tool", toolMetrics, ofScenario, false,
                                        false,  false,       false};

} // namespace twinvirt::bench
