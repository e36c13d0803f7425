#pragma once

#include "benchmark/result/analysis.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// "Time to reboot of the OS container, 2014 ms, stands on the 2 s that …": a sentence for each
/// time whose median is that of a wait that we know of, or up to 5 % more: it says more about who
/// waits than about the arm. (A published reboot of 124 s was a timeout of 120 s.)
std::vector<std::string> waitSentences(const BenchmarkResult& result, const Analysis& analysis);

} // namespace twinvirt::bench
