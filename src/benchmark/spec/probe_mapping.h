#pragma once

#include "benchmark/spec/scenario_spec.h"

#include <string>
#include <vector>

namespace twinvirt {
class XmlMapping;
}

namespace twinvirt::bench {

// What the works that run the probe share.

/// @batches and @batch-ms; such an instance is ready when the probe is.
void mapBatches(XmlMapping& xml, ScenarioSpec& scenario);
/// <probe batches='5' batch-ms='50' timeout='120s'> with a <kernel name='triad'/> or more.
void mapKernels(XmlMapping& xml, ScenarioSpec& scenario);
/// "cpu-int, triad"
std::string listed(const std::vector<std::string>& names);

} // namespace twinvirt::bench
