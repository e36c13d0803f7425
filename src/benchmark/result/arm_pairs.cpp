#include "benchmark/result/arm_pairs.h"

namespace twinvirt::bench {

static bool isCompared(std::size_t arm, std::size_t reference, std::size_t arms, Pairing pairing) {
    constexpr std::size_t few = 4;
    if (reference == 0)
        return true;
    return pairing == Pairing::ladder ? arm == reference + 1 : arms <= few;
}

std::vector<ArmPair> pairsOf(std::size_t arms, Pairing pairing) {
    std::vector<ArmPair> pairs;
    for (std::size_t reference = 0; reference < arms; ++reference)
        for (std::size_t arm = reference + 1; arm < arms; ++arm)
            if (isCompared(arm, reference, arms, pairing))
                pairs.push_back({arm, reference});
    return pairs;
}

} // namespace twinvirt::bench
