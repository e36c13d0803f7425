#include "benchmark/run/interval_watch.h"

#include "benchmark/result/analysis.h"
#include "benchmark/spec/benchmark_spec.h"

namespace twinvirt::bench {

void IntervalWatch::look(const BenchmarkResult& result) {
    constexpr std::size_t few = 5; // below, an interval means nothing
    constexpr int part = 50;
    const auto begin = Clock::now();
    const std::size_t rounds = measuredRounds(result).size();
    const bool decides =
        stopWidth_ > 0 && rounds >= fewestRoundsToStop && rounds % roundsBetweenLooks == 0;
    if (rounds < few || (!decides && begin - looked_ < part * looking_))
        return;
    width_ = widestInterval(result);
    if (decides)
        narrow_ = width_ && *width_ < stopWidth_ ? narrow_ + 1 : 0;
    looked_ = Clock::now();
    looking_ = looked_ - begin;
}

} // namespace twinvirt::bench
