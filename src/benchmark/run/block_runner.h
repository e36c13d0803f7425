#pragma once

#include "benchmark/measure/sampler.h"
#include "benchmark/result/result.h"
#include "benchmark/run/instance_set.h"
#include "benchmark/run/prepared_arm.h"

#include <functional>

namespace twinvirt::bench {

/// What every block of a run has in common.
struct BlockContext {
    const BenchmarkSpec& spec;
    const std::string& runId;
    const HostReader& host;
    const StopRequest& stop;
    Clock::time_point runStart;
    Patience patience;
};

/// Boots `spec.count` instances of the arm one after another, holds them, deletes them, and makes
/// sure that nothing is left. `booting` is called before each boot with its number, and with
/// count+1 when all are up. On an error (operationAborted: a stop was asked for) every instance is
/// removed, and `block` holds what was measured until then.
Result<void> runBlock(const BlockContext& context, const PreparedArm& arm, bool emulate,
                      const std::function<void(unsigned)>& booting, Block& block);

/// "bench-RUNID-ARM-N"
std::string instanceName(const std::string& runId, const std::string& arm, unsigned number);

} // namespace twinvirt::bench
