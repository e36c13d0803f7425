#pragma once

#include <cstdint>
#include <vector>

namespace twinvirt::bench::probe {

/// The successor of each of 0 … count-1 so that all are one cycle, in a random order that depends
/// on the seed alone (Sattolo 1986). count > 0.
std::vector<std::uint32_t> randomCycle(std::uint32_t count, std::uint64_t seed);

} // namespace twinvirt::bench::probe
