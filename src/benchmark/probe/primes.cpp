#include "benchmark/probe/primes.h"

namespace twinvirt::bench::probe {

static bool isPrime(std::uint64_t candidate) {
    for (std::uint64_t divisor = 2; divisor * divisor <= candidate; ++divisor)
        if (candidate % divisor == 0)
            return false;
    return true;
}

std::uint64_t countPrimes(std::uint64_t limit) {
    std::uint64_t found = 0;
    for (std::uint64_t candidate = 2; candidate <= limit; ++candidate)
        found += isPrime(candidate) ? 1U : 0U;
    return found;
}

} // namespace twinvirt::bench::probe
