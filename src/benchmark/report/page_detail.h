#pragma once

#include <array>
#include <cstddef>

namespace twinvirt::bench {

/// How much of many values a page shows: it has to stay one small file.
struct PageDetail {
    std::size_t dots;         ///< of an arm in a distribution; 0: its box alone
    std::size_t stairs;       ///< of a cumulative distribution; 0: its quantiles stand in the table
    std::size_t seriesRounds; ///< that are drawn over time
    std::size_t tableRounds;  ///< whose blocks are listed; the files beside the page have all
    bool compact;             ///< pictures for a telephone too; else the wide ones, made smaller
    bool distributions;       ///< of each metric; else their quantiles alone, in tables
};

/// From all to little; a page takes the first with which it stays below largestPage.
inline constexpr std::array<PageDetail, 6> pageDetails{{{40, 40, 10, 60, true, true},
                                                        {32, 32, 5, 20, true, true},
                                                        {24, 20, 3, 5, true, true},
                                                        {16, 0, 2, 0, true, true},
                                                        {0, 0, 1, 0, false, true},
                                                        {0, 0, 1, 0, false, false}}};
inline constexpr std::size_t largestPage = 490'000; // of the 500 KB that mail and forges show

} // namespace twinvirt::bench
