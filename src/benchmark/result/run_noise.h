#pragma once

#include "benchmark/result/result.h"

namespace twinvirt::bench {

/// Joins what the measured rounds were exposed to, those of an earlier part of a resumed run among
/// them, into result.noise.
void joinNoise(BenchmarkResult& result);

} // namespace twinvirt::bench
