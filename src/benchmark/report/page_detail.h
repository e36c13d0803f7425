#pragma once

#include <array>
#include <cstddef>

namespace twinvirt::bench {

/// How much of many values a page shows: it has to stay one small file.
struct PageDetail {
    std::size_t dots;         ///< of an arm in a distribution
    std::size_t stairs;       ///< of a cumulative distribution
    std::size_t seriesRounds; ///< that are drawn over time
    std::size_t tableRounds;  ///< whose blocks are listed; the files beside the page have all
};

/// From all to little; a page takes the first with which it stays below largestPage.
inline constexpr std::array<PageDetail, 4> pageDetails{
    {{40, 40, 10, 60}, {32, 32, 5, 20}, {24, 20, 3, 5}, {12, 12, 1, 0}}};
inline constexpr std::size_t largestPage = 490'000; // of the 500 KB that mail and forges show

} // namespace twinvirt::bench
