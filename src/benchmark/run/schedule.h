#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace twinvirt::bench {

/// In which order the arms run in each round (numbers of arms): randomised complete blocks. The
/// same for the same seed everywhere; the first rounds do not depend on how many follow.
std::vector<std::vector<std::size_t>> drawSchedule(std::uint64_t seed, std::size_t rounds,
                                                   std::size_t arms);

} // namespace twinvirt::bench
