#pragma once

#include <cstddef>
#include <vector>

namespace twinvirt::bench {

/// Two of the arms that a metric has, by their place; the baseline has place 0.
struct ArmPair {
    std::size_t arm = 0;
    std::size_t reference = 0; ///< before it

    bool operator==(const ArmPair&) const = default;
};

/// Which arms a scenario compares.
enum class Pairing {
    everyOther, ///< each arm with each before it; of more than four arms with the baseline alone,
                ///< since nobody reads twenty sentences
    ladder,     ///< each arm adds something to the one before it: with that one and the baseline
};

/// The pairs of `arms` arms, in the order of their references.
std::vector<ArmPair> pairsOf(std::size_t arms, Pairing pairing);

} // namespace twinvirt::bench
