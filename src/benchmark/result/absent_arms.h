#pragma once

#include "benchmark/result/result.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// "Reboot: without the application container: its init handles no signal …": a sentence for each
/// arm that a scenario had to go without.
std::vector<std::string> absentSentences(const BenchmarkResult& result);

} // namespace twinvirt::bench
