#pragma once

#include "benchmark/measure/sampler.h"
#include "benchmark/result/result.h"
#include "benchmark/run/instance_set.h"
#include "benchmark/run/operation_time.h"
#include "benchmark/run/prepared_arm.h"

#include <chrono>
#include <functional>
#include <string>

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

/// Told before each step of a block, with its number from 1 on (see BlockWork::steps); with one
/// more than there are when all are done (the hold).
using StepObserver = std::function<void(unsigned)>;

// What the works share.

/// "bench-RUNID-ARM-N"
std::string instanceName(const std::string& runId, const std::string& arm, unsigned number);
/// What boots an instance of the arm, all but its name.
InstanceSet::BootRequest bootRequest(const ScenarioSpec& scenario, const PreparedArm& arm,
                                     bool emulate);
double secondsSince(Clock::time_point start);
double milliseconds(std::chrono::nanoseconds time);
std::chrono::milliseconds toMilliseconds(double seconds);
/// operationAborted as soon as a stop is asked for.
Result<void> pause(std::chrono::milliseconds time, const StopRequest& stop);
Boot toBoot(const InstanceSet::BootTimes& times);
/// CPU time of the host without that of the thread that watches it.
Result<double> othersCpuSeconds(const HostReader& host, Sampler& sampler);
/// Boots one more instance and says what it took of time and of the host's CPUs.
Result<Boot> timedBoot(const BlockContext& context, const InstanceSet::BootRequest& request,
                       InstanceSet& instances, Sampler& sampler);
/// Boots instances one after another, at most scenario.count of them and none more once the host
/// uses scenario.untilUsed of its memory, and samples the host after each.
Result<void> bootAll(const BlockContext& context, InstanceSet::BootRequest request,
                     const StepObserver& step, InstanceSet& instances, Sampler& sampler,
                     Block& block);
/// The same, and then hold().
Result<void> bootAndHold(const BlockContext& context, const InstanceSet::BootRequest& request,
                         const StepObserver& step, InstanceSet& instances, Sampler& sampler,
                         Block& block);
/// Samples the empty host, does the work with the sampler, and keeps the samples in the block,
/// whatever came of it.
template <typename Work>
Result<void> sampled(const BlockContext& context, Block& block, Work work) {
    Sampler sampler(context.host, context.runStart);
    sampler.sample(Moment::before);
    auto done = work(sampler);
    block.samples = sampler.take();
    return done;
}
/// Deletes the instances, an InstanceSet or a ConcurrentSet, after `done`: timed when that went
/// well, and because of its error when not.
template <typename Instances>
Result<void> deleteAfter(const BlockContext& context, const Result<void>& done,
                         Instances& instances, Sampler& sampler, Block& block) {
    sampler.watch({}, Moment::afterDelete);
    if (!done)
        return instances.destroyAllAfter(done.error());
    for (const double time : TRY(context.timed([&] { return instances.destroyAll(); })))
        block.deleteMs.push_back(time);
    return {};
}
/// Milliseconds since `start`.
double millisecondsSince(Clock::time_point start);
/// Samples the instances for scenario.holdSeconds.
Result<void> hold(const BlockContext& context, InstanceSet& instances, Sampler& sampler);

} // namespace twinvirt::bench
