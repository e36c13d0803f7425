#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace twinvirt::bench::probe {

/// The smallest value that at least `percent` % of the values do not exceed (nearest rank); the
/// values in rising order, percent 1 … 100. 0 of none.
inline std::uint64_t percentile(const std::vector<std::uint64_t>& sorted, std::size_t percent) {
    if (sorted.empty())
        return 0;
    return sorted[(sorted.size() * percent + 99) / 100 - 1];
}

} // namespace twinvirt::bench::probe
