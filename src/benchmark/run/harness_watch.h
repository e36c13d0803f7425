#pragma once

#include "benchmark/result/result.h"

#include <chrono>
#include <optional>
#include <vector>

namespace twinvirt::bench {

/// What the harness itself takes of each round, apart by where (HarnessTime).
class HarnessWatch {
  public:
    using Clock = std::chrono::steady_clock;

    void roundBegins();
    /// A block with the pause before it took so long; its operations took so much of the block.
    void blockDone(double secondsWithPause, double blockSeconds, double operationSeconds);
    void roundMeasured();
    /// After it, one after the other: its line was kept, and the intervals were looked at.
    void roundKept();
    void roundJudged();

    /// nullopt before the first round.
    [[nodiscard]] std::optional<HarnessTime> summary() const;

  private:
    struct Times {
        double outside = 0;
        double inBlocks = 0;
        double keep = 0;
        double judge = 0;
    };
    /// Since the last call or the begin of the round.
    double lap();

    std::vector<Times> rounds_;
    Times now_;
    double blocks_ = 0;
    Clock::time_point mark_;
};

} // namespace twinvirt::bench
