#pragma once

#include "benchmark/result/result.h"
#include "benchmark/spec/scenario_spec.h"

namespace twinvirt::bench {

/// The scenario as a result has it, with nothing measured yet.
Scenario describeScenario(const ScenarioSpec& spec);

} // namespace twinvirt::bench
