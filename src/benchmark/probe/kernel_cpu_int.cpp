#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/opaque.h"
#include "benchmark/probe/primes.h"

namespace twinvirt::bench::probe {

namespace {

constexpr std::uint64_t highest = 20000;          // as published: sysbench --cpu-max-prime=20000
constexpr std::uint64_t primesUpToHighest = 2262; // π(20000), OEIS A000720

class CpuInt : public Kernel {
  public:
    Result<void> run(std::uint64_t operations) override {
        for (std::uint64_t i = 0; i < operations; ++i) {
            std::uint64_t limit = highest;
            makeOpaque(limit);
            const std::uint64_t found = countPrimes(limit);
            if (found != primesUpToHighest)
                return wrongAnswer(std::to_string(found) + " primes up to 20000, there are 2262");
        }
        return {};
    }
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<CpuInt>());
}

} // namespace

const KernelDescription cpuIntKernel{
    .name = "cpu-int",
    .operation = "counting the primes up to 20000 by trial division",
    .unit = "operation",
    .source = "sysbench cpu with --cpu-max-prime=20000, as in Boden 2014",
    .step = 1,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
