#pragma once

#include "benchmark/statistics/bootstrap.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace twinvirt::bench {

/// What a ratio of two arms allows to say when a smaller value is better. `equal` is a finding of
/// its own (the whole interval lies within the band), never the lack of a difference; whatever
/// is neither is `unclear`.
enum class Verdict { faster, slower, equal, unclear };

/// The band of ratios that count as equal, symmetric on the log axis: 1/(1+delta) … 1+delta.
struct EquivalenceBand {
    double delta = 0.05;

    [[nodiscard]] double low() const { return 1 / (1 + delta); }
    [[nodiscard]] double high() const { return 1 + delta; }
};

Verdict verdictOf(const Interval& ratio, const EquivalenceBand& band);
/// "faster", "slower", "equal", "unclear"
std::string_view verdictWord(Verdict verdict);

/// About how many rounds an unclear ratio would need, its width shrinking with the root of their
/// number and its estimate staying; nullopt when the estimate lies on an edge of the band, so
/// that no number of rounds would do.
std::optional<std::size_t> roundsToDecide(const Interval& ratio, const EquivalenceBand& band,
                                          std::size_t rounds);

} // namespace twinvirt::bench
