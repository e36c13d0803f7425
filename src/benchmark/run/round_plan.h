#pragma once

#include "benchmark/run/prepared_arm.h"

#include <cstddef>
#include <vector>

namespace twinvirt::bench {

/// An arm in a scenario, by their numbers, and the N of "in every Nth round".
struct Slot {
    std::size_t scenario = 0;
    std::size_t arm = 0;
    unsigned every = 1;
};

/// Of each scenario the arms that take part in it.
std::vector<Slot> slotsOf(const BenchmarkSpec& spec, const std::vector<PreparedArm>& arms);

/// The rounds of a run, numbered from 1 on; the warm-up rounds are the first.
struct Rounds {
    unsigned warmups = 0;
    unsigned measured = 0;

    [[nodiscard]] unsigned all() const { return warmups + measured; }
    [[nodiscard]] bool isWarmup(unsigned number) const { return number <= warmups; }
    /// The first measured round has a block of every slot. A slot that is not in every round is in
    /// no warm-up round: its trial is warm-up enough.
    [[nodiscard]] bool has(unsigned number, const Slot& slot) const;
    /// Of each slot, how many blocks it has from the round `first` on.
    [[nodiscard]] std::vector<unsigned> blocksFrom(unsigned first,
                                                   const std::vector<Slot>& slots) const;
};

} // namespace twinvirt::bench
