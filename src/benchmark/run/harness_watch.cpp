#include "benchmark/run/harness_watch.h"

#include "benchmark/statistics/summary.h"

#include <algorithm>

namespace twinvirt::bench {

double HarnessWatch::lap() {
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - mark_).count();
    mark_ = now;
    return seconds;
}

void HarnessWatch::roundBegins() {
    now_ = {};
    blocks_ = 0;
    mark_ = Clock::now();
}

void HarnessWatch::blockDone(double secondsWithPause, double blockSeconds,
                             double operationSeconds) {
    blocks_ += secondsWithPause;
    now_.inBlocks += std::max(0.0, blockSeconds - operationSeconds);
}

void HarnessWatch::roundMeasured() {
    now_.outside = std::max(0.0, lap() - blocks_);
}

void HarnessWatch::roundKept() {
    now_.keep = lap();
}

void HarnessWatch::roundJudged() {
    now_.judge = lap();
    rounds_.push_back(now_);
}

std::optional<HarnessTime> HarnessWatch::summary() const {
    if (rounds_.empty())
        return std::nullopt;
    constexpr double milliseconds = 1000;
    const auto of = [&](double Times::*member) {
        std::vector<double> values;
        for (const Times& round : rounds_)
            values.push_back(milliseconds * (round.*member));
        return summarize(std::move(values));
    };
    const Summary outside = of(&Times::outside);
    HarnessTime time;
    time.rounds = rounds_.size();
    time.medianMs = outside.median;
    time.p95Ms = outside.p95;
    time.inBlocksMs = of(&Times::inBlocks).median;
    time.keepMs = of(&Times::keep).median;
    time.judgeMs = of(&Times::judge).median;
    return time;
}

} // namespace twinvirt::bench
