#include "benchmark/result/wait_notes.h"

#include "benchmark/result/sentences.h"

#include <algorithm>
#include <array>

namespace twinvirt::bench {

namespace {

struct KnownWait {
    double ms;
    const char* whose;
};

/// Of what stands between a request and an end; none of them is ours to shorten.
constexpr std::array<KnownWait, 3> knownWaits{{
    {1000, "1 s for which busybox init sleeps after a signal to all processes"},
    {2000, "2 s for which busybox init sleeps on its way down, one after SIGTERM and one after "
           "SIGKILL"},
    {10000, "10 s after which libvirt kills a QEMU that does not end"},
}};

const KnownWait* waitOf(const Metric& metric, double median) {
    constexpr std::array<std::string_view, 3> ends{"reboot", "shutdown", "delete"};
    constexpr double onTop = 1.05;
    if (std::ranges::find(ends, metric.id) == ends.end())
        return nullptr;
    const auto* found = std::ranges::find_if(knownWaits, [&](const KnownWait& wait) {
        return median >= wait.ms && median <= wait.ms * onTop;
    });
    return found == knownWaits.end() ? nullptr : found;
}

} // namespace

std::vector<std::string> waitSentences(const BenchmarkResult& result, const Analysis& analysis) {
    std::vector<std::string> sentences;
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const ArmFigure& figure : metric.arms) {
            const KnownWait* wait = waitOf(*metric.metric, figure.summary.median);
            const ArmDescription* arm = findArm(result, figure.arm);
            if (wait != nullptr && arm != nullptr)
                sentences.push_back(metricTitle(result, metric) + " of the " + armLabel(*arm) +
                                    ", " + formatValue(figure.summary.median) +
                                    " ms, stands on the " + wait->whose + ".");
        }
    return sentences;
}

} // namespace twinvirt::bench
