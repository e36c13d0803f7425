#include "benchmark/run/block_works.h"
#include "benchmark/run/concurrent_set.h"

#include <thread>

namespace twinvirt::bench {

/// Leaves the instances alone; the sampler's thread goes on with what costs nothing.
static Result<void> steadyWindow(const BlockContext& context, ConcurrentSet& instances,
                                 Sampler& sampler, Block& block) {
    TRY(context.timed(
        [&] { return pause(toMilliseconds(context.scenario.settleSeconds), context.stop); }));
    sampler.watch(TRY(instances.footprints()), Moment::hold);
    sampler.sample(Moment::hold);
    const double busyBefore = TRY(othersCpuSeconds(context.host, sampler));
    const auto begin = Clock::now();
    TRY(context.timed(
        [&] { return pause(toMilliseconds(context.scenario.holdSeconds), context.stop); }));
    const double busy = TRY(othersCpuSeconds(context.host, sampler)) - busyBefore;
    const double seconds = secondsSince(begin);
    sampler.watch(TRY(instances.footprints()), Moment::hold);
    sampler.sample(Moment::hold);
    const double cpus = std::max(1U, std::thread::hardware_concurrency());
    if (seconds > 0)
        block.figures.push_back({"steady-cpu", {std::max(0.0, 100 * busy / (seconds * cpus))}});
    return {};
}

static Result<void> packAndLeave(const BlockContext& context,
                                 const InstanceSet::BootRequest& request, const StepObserver& step,
                                 ConcurrentSet& instances, Sampler& sampler, Block& block) {
    step(1);
    auto started = TRY(
        context.timed([&] { return instances.boot(request, context.scenario.count, 1, sampler); }));
    block.boots = std::move(started.boots);
    sampler.watch(TRY(instances.footprints()), Moment::between);
    step(2);
    return steadyWindow(context, instances, sampler, block);
}

static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    const auto request = bootRequest(context.scenario, arm, emulate);
    return sampled(context, block, [&](Sampler& sampler) -> Result<void> {
        ConcurrentSet instances(context, arm);
        const auto packed = packAndLeave(context, request, step, instances, sampler, block);
        TRY(deleteAfter(context, packed, instances, sampler, block));
        sampler.sample(Moment::afterDelete);
        return {};
    });
}

static unsigned steps(const ScenarioSpec&) {
    return 2;
}

static std::string stepTitle(const ScenarioSpec& scenario, unsigned step) {
    return step == 1 ? "starting " + std::to_string(scenario.count) : "steady window";
}

static double blockSeconds(const ScenarioSpec& scenario, double bootSeconds, const Block*) {
    return bootSeconds * scenario.count + scenario.settleSeconds + scenario.holdSeconds;
}

constinit const BlockWork packBlockWork{"pack", steps, stepTitle, run, nullptr, blockSeconds};

} // namespace twinvirt::bench
