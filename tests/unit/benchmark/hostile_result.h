#pragma once

#include "benchmark/result/result.h"

namespace twinvirt::bench {

/// What a guest or a stranger may write to break out of HTML, SVG, attributes, Markdown tables,
/// spreadsheets and XML.
extern const char* const attack;

/// A result in which every text that comes from outside is the attack, names of arms and scenarios
/// included (a result.json may say anything).
BenchmarkResult hostileResult();

} // namespace twinvirt::bench
