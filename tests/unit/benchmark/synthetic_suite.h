#pragma once

#include "benchmark/result/result.h"

namespace twinvirt::bench {

/// A result of many scenarios, the same for the same arguments, with a control arm each: every
/// seventh scenario boots three instances in three arms, each other one runs `kernels` kernels of
/// the probe in 5 batches on the host, in a container and in an emulated machine.
BenchmarkResult syntheticSuite(unsigned rounds, unsigned scenarios, unsigned kernels = 1);

} // namespace twinvirt::bench
