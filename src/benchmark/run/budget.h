#pragma once

#include <chrono>
#include <functional>

namespace twinvirt::bench {

/// The time that a run may take: it ends within 10 % of it.
class Budget {
  public:
    using Clock = std::chrono::steady_clock;
    using Now = std::function<Clock::time_point()>;

    /// `seconds`: 0 is no budget. It counts from `begin`.
    Budget(double seconds, Clock::time_point begin, Now now)
        : seconds_(seconds), begin_(begin), now_(std::move(now)) {}

    [[nodiscard]] bool isSet() const { return seconds_ > 0; }
    [[nodiscard]] double seconds() const { return seconds_; }
    [[nodiscard]] double elapsed() const {
        return std::chrono::duration<double>(now_() - begin_).count();
    }
    /// Whether what takes so long would end within it: what is asked before a round begins.
    [[nodiscard]] bool hasRoomFor(double more) const {
        return !isSet() || elapsed() + more <= seconds_;
    }
    /// Whether what takes so long would end beyond its tenth: what is asked before a block of a
    /// round that has begun, since a machine may boot more slowly than it did before.
    [[nodiscard]] bool isBrokenBy(double more) const {
        constexpr double tolerance = 1.1;
        return isSet() && elapsed() + more > tolerance * seconds_;
    }
    /// How many of the warm-up rounds, each of `warmup` seconds, have room beside one measured
    /// round of `measured` seconds.
    [[nodiscard]] unsigned warmupsWithin(unsigned wanted, double warmup, double measured) const {
        while (wanted > 0 && !hasRoomFor(wanted * warmup + measured))
            --wanted;
        return wanted;
    }

  private:
    double seconds_;
    Clock::time_point begin_;
    Now now_;
};

} // namespace twinvirt::bench
