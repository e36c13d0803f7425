#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

static std::vector<double> times(const Block& block) {
    return figureOf(block, "snapshot");
}

static std::vector<double> sizes(const Block& block) {
    return figureOf(block, "snapshot-size");
}

static const std::vector<Metric>& snapshotMetrics() {
    static const std::vector<Metric> all{
        {"snapshot", "Time to make a snapshot", "ms",
         "The driver's call that makes a snapshot of the instance and defines it, until it "
         "returns.",
         "faster to make a snapshot of", "slower to make a snapshot of",
         "equally fast to make a snapshot of", "the time to make a snapshot", "faster", "slower",
         true, false, times},
        {"snapshot-size", "Storage of a snapshot", "MiB",
         "Blocks that the snapshot's own layers take in the file system (st_blocks of every file), "
         "right after it was made.",
         "lighter in storage", "heavier in storage", "equally heavy in storage",
         "the storage of a snapshot", "less", "more", false, false, sizes},
    };
    return all;
}

constinit const WorkFigures snapshotFigures{"snapshot", snapshotMetrics, nullptr, false,
                                            false,      false,           false};

} // namespace twinvirt::bench
