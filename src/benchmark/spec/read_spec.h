#pragma once

#include "benchmark/spec/benchmark_spec.h"
#include "util/result.h"

#include <string>

namespace twinvirt::bench {

/// Reads and checks a specification (schemas/benchmark.rng says the same). Errors: those of reading
/// the file; xmlError as "FILE:LINE: <element>: what is wrong; what is expected".
Result<BenchmarkSpec> readBenchmarkSpec(const std::string& fileName);
/// The same of a text; `fileName` for messages, and where domain files are found beside.
Result<BenchmarkSpec> parseBenchmarkSpec(const std::string& fileName, const std::string& xml);

/// The path of an arm's definition: beside the specification unless it is absolute.
std::string domainPath(const BenchmarkSpec& spec, const ArmSpec& arm);

/// Leaves only the arms of these names, in the order of the specification; the baseline becomes the
/// first of them where it is not among them. invalidArgument for a name that is no arm.
Result<void> keepArms(BenchmarkSpec& spec, const std::vector<std::string>& names);

/// Leaves only the scenarios whose names match one of the patterns (fnmatch(3): "boot",
/// "serial-*"), and the arms that take part in them. invalidArgument for a pattern that none
/// matches.
Result<void> keepScenarios(BenchmarkSpec& spec, const std::vector<std::string>& patterns);

/// A host cannot be booted: it takes part where the probe runs. An arm that repeats another one
/// (`controlOf`) takes part where that one is the reference.
bool takesPart(const BenchmarkSpec& spec, const ScenarioSpec& scenario, const ArmSpec& arm);

/// N: the arm has a block of the scenario in the first measured round and then in every Nth, which
/// are the rounds of both.
unsigned everyOf(const ScenarioSpec& scenario, const ArmSpec& arm);

/// The arm that the others of a scenario are compared with first: the baseline, or the first arm
/// where the baseline does not take part; "" when no arm does.
std::string referenceArm(const BenchmarkSpec& spec, const ScenarioSpec& scenario);

/// Of control='aa': adds the arms that repeat the reference of each scenario ("app-again"). What
/// they differ by is what the host makes of nothing at all.
void addControls(BenchmarkSpec& spec);

} // namespace twinvirt::bench
