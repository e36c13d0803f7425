#pragma once

#include "benchmark/result/result.h"

#include <chrono>
#include <cstddef>
#include <optional>

namespace twinvirt::bench {

// When narrow intervals end a run (BenchmarkSpec::stopWidth): they are looked at after every fifth
// round from fewestRoundsToStop on, and have to be narrow at two looks one after the other. Whoever
// looks after each round and takes the first narrow one takes many that are so by chance: such
// intervals hold the truth in 91 of 100 runs, these in 95
// (tests/unit/benchmark/sequential_test.cpp).

constexpr std::size_t roundsBetweenLooks = 5;
constexpr unsigned narrowLooksToStop = 2;

/// How narrow the intervals of a run are by now.
class IntervalWatch {
  public:
    /// `stopWidth`: how narrow they have to be to end the run; 0: nothing is.
    explicit IntervalWatch(double stopWidth) : stopWidth_(stopWidth) {}

    /// After a round. Where it is for the progress alone, looking takes a fiftieth of the time.
    void look(const BenchmarkResult& result);
    /// Of the widest, see widestInterval; absent in the first rounds.
    [[nodiscard]] const std::optional<double>& width() const { return width_; }
    [[nodiscard]] bool isNarrowEnough() const { return narrow_ >= narrowLooksToStop; }

  private:
    using Clock = std::chrono::steady_clock;

    const double stopWidth_;
    std::optional<double> width_;
    unsigned narrow_ = 0; ///< looks one after the other at which it was
    Clock::time_point looked_;
    Clock::duration looking_{}; ///< what it took the last time
};

} // namespace twinvirt::bench
