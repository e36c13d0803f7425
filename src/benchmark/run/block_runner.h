#pragma once

#include "benchmark/measure/sampler.h"
#include "benchmark/result/result.h"
#include "benchmark/run/instance_set.h"
#include "benchmark/run/operation_time.h"
#include "benchmark/run/prepared_arm.h"

#include <functional>

namespace twinvirt::bench {

/// What every block of a run has in common.
struct BlockContext {
    const ScenarioSpec& scenario;
    const std::string& runId;
    const HostReader& host;
    const StopRequest& stop;
    Clock::time_point runStart;
    Patience patience;
    OperationTime* operations = nullptr; ///< gathers what the operations of the block take

    /// Does an operation: a boot, a kernel, a deletion, whatever is measured and not the harness.
    template <typename Operation>
    auto timed(Operation operation) const {
        const OperationTime::Scope scope(operations);
        return operation();
    }
};

/// Told before each step of a block, with its number from 1 on: a boot or a kernel; with one more
/// than there are when all are done (the hold).
using StepObserver = std::function<void(unsigned)>;

/// Boots `count` instances of the arm one after another, runs the probe's kernels in the first or
/// holds them all, deletes them, and makes sure that nothing is left. On an error
/// (operationAborted: a stop was asked for) every instance is removed, and `block` holds what was
/// measured until then.
Result<void> runBlock(const BlockContext& context, const PreparedArm& arm, bool emulate,
                      const StepObserver& step, Block& block);

/// How many steps a block of the scenario has: its kernels, or its boots.
unsigned stepsOf(const ScenarioSpec& scenario);

/// What boots an instance of the arm, all but its name.
InstanceSet::BootRequest bootRequest(const ScenarioSpec& scenario, const PreparedArm& arm,
                                     bool emulate);

/// "bench-RUNID-ARM-N"
std::string instanceName(const std::string& runId, const std::string& arm, unsigned number);

} // namespace twinvirt::bench
