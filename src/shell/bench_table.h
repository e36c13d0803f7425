#pragma once

#include "benchmark/result/analysis.h"

#include <string>

namespace twinvirt {

/// What `bench` prints: the host, a table of every metric and arm with its ratio to the baseline,
/// and the verdicts in sentences. An emulated machine carries "(tcg)" in each of its lines.
std::string benchText(const bench::BenchmarkResult& result, const bench::Analysis& analysis);

/// What the arms are not equal in, and what they are; "" when nothing differs.
std::string differencesText(const std::vector<bench::ArmDescription>& arms);

} // namespace twinvirt
