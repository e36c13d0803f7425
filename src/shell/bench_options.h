#pragma once

#include "benchmark/spec/benchmark_spec.h"
#include "shell/parsed_command.h"

namespace twinvirt {

/// "10min", "10m", "600s", "1h", "600" (seconds), in seconds. invalidArgument for any other text
/// and for nothing.
Result<double> parseDuration(const std::string& text);

/// What the options of `bench run` change in the specification.
Result<void> applyRunOptions(const ParsedCommand& command, bench::BenchmarkSpec& spec);

} // namespace twinvirt
