#pragma once

#include <cstdint>

namespace twinvirt::bench::probe {

/// π(limit), the number of primes up to and with `limit`, by trial division with every number up to
/// the root: slow on purpose, it is what the processor is measured with.
std::uint64_t countPrimes(std::uint64_t limit);

} // namespace twinvirt::bench::probe
