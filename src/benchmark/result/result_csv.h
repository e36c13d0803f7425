#pragma once

#include "benchmark/result/result.h"

#include <string>

namespace twinvirt::bench {

/// result.csv (RFC 4180): one line for each value of each metric, the warm-up and incomplete rounds
/// among them and marked. An arm's acceleration stands beside each of its values.
std::string resultToCsv(const BenchmarkResult& result);

} // namespace twinvirt::bench
