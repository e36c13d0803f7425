#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace twinvirt::bench {

/// How long the blocks of each slot (an arm in a scenario) took so far, and so how long the rest
/// will take.
class TimeEstimate {
  public:
    /// `blocks`: of each slot, how many it will have.
    explicit TimeEstimate(const std::vector<unsigned>& blocks) : slots_(blocks.size()) {
        for (std::size_t slot = 0; slot < slots_.size(); ++slot)
            slots_[slot].left = blocks[slot];
    }

    /// A guess before the first block, from the trial.
    void guess(std::size_t slot, double blockSeconds) { slots_[slot].seconds = blockSeconds; }
    void blockDone(std::size_t slot, double blockSeconds) {
        Slot& done = slots_[slot];
        done.seconds = done.measured ? 0.7 * done.seconds + 0.3 * blockSeconds : blockSeconds;
        done.measured = true;
        if (done.left > 0)
            --done.left;
    }
    /// So many blocks of the slot are not run.
    void drop(std::size_t slot, unsigned blocks) {
        slots_[slot].left -= std::min(slots_[slot].left, blocks);
    }
    /// It does not run at all.
    void leaveOut(std::size_t slot) { slots_[slot] = {}; }
    [[nodiscard]] double secondsLeft() const {
        double seconds = 0;
        for (const Slot& slot : slots_)
            seconds += slot.left * slot.seconds;
        return seconds;
    }
    [[nodiscard]] double secondsOf(std::size_t slot) const { return slots_[slot].seconds; }

  private:
    struct Slot {
        double seconds = 0;
        unsigned left = 0;
        bool measured = false;
    };
    std::vector<Slot> slots_;
};

} // namespace twinvirt::bench
