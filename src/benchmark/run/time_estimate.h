#pragma once

#include <cstddef>
#include <vector>

namespace twinvirt::bench {

/// How long the blocks of each arm took so far, and so how long the rest will take.
class TimeEstimate {
  public:
    TimeEstimate(std::size_t arms, unsigned roundsInAll) : arms_(arms) {
        for (Arm& arm : arms_)
            arm.left = roundsInAll;
    }

    /// A guess before the arm's first block, from its trial boot.
    void guess(std::size_t arm, double blockSeconds) { arms_[arm].seconds = blockSeconds; }
    void blockDone(std::size_t arm, double blockSeconds) {
        Arm& done = arms_[arm];
        done.seconds = done.measured ? 0.7 * done.seconds + 0.3 * blockSeconds : blockSeconds;
        done.measured = true;
        if (done.left > 0)
            --done.left;
    }
    [[nodiscard]] double secondsLeft() const {
        double seconds = 0;
        for (const Arm& arm : arms_)
            seconds += arm.left * arm.seconds;
        return seconds;
    }
    [[nodiscard]] double secondsOf(std::size_t arm) const { return arms_[arm].seconds; }

  private:
    struct Arm {
        double seconds = 0;
        unsigned left = 0;
        bool measured = false;
    };
    std::vector<Arm> arms_;
};

} // namespace twinvirt::bench
