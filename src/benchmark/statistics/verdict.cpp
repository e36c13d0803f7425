#include "benchmark/statistics/verdict.h"

#include <algorithm>
#include <cmath>

namespace twinvirt::bench {

Verdict verdictOf(const Interval& ratio, const EquivalenceBand& band) {
    if (ratio.high < band.low())
        return Verdict::faster;
    if (ratio.low > band.high())
        return Verdict::slower;
    if (ratio.low >= band.low() && ratio.high <= band.high())
        return Verdict::equal;
    return Verdict::unclear;
}

std::string_view verdictWord(Verdict verdict) {
    switch (verdict) {
    case Verdict::faster:
        return "faster";
    case Verdict::slower:
        return "slower";
    case Verdict::equal:
        return "equal";
    case Verdict::unclear:
        break;
    }
    return "unclear";
}

std::optional<std::size_t> roundsToDecide(const Interval& ratio, const EquivalenceBand& band,
                                          std::size_t rounds) {
    if (ratio.low <= 0 || ratio.estimate <= 0)
        return std::nullopt;
    const double center = std::log(ratio.estimate);
    const double distance =
        std::min(std::abs(center - std::log(band.low())), std::abs(center - std::log(band.high())));
    const double halfWidth = (std::log(ratio.high) - std::log(ratio.low)) / 2;
    constexpr double tooClose = 1e-3;
    if (distance < tooClose)
        return std::nullopt;
    const double needed = static_cast<double>(rounds) * std::pow(halfWidth / distance, 2);
    return std::max(rounds + 1, static_cast<std::size_t>(std::ceil(needed)));
}

} // namespace twinvirt::bench
