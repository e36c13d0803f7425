#pragma once

#include "benchmark/result/result.h"

namespace twinvirt::bench {

/// A result as a run on a host without KVM gives it: three arms, the machine emulated, `rounds`
/// rounds and a warm-up round of `count` instances, with known figures: the application container
/// is ready after about 10 ms, the OS container after twice and the machine after 150 times as
/// long.
BenchmarkResult syntheticResult(unsigned rounds = 8, unsigned count = 3);

} // namespace twinvirt::bench
