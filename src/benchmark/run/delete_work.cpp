#include "benchmark/run/block_works.h"

namespace twinvirt::bench {

/// By the driver alone, or by the guests themselves.
static Result<void> end(const BlockContext& context, InstanceSet& instances, Block& block) {
    if (!context.scenario.byShutdown) {
        block.deleteMs = TRY(context.timed([&] { return instances.destroyAll(); }));
        return {};
    }
    block.figures.push_back({"shutdown", TRY(context.timed([&] {
                                 return instances.shutdownAll(
                                     toMilliseconds(context.scenario.timeoutSeconds));
                             }))});
    return {};
}

static Result<void> bootAndEnd(const BlockContext& context, const InstanceSet::BootRequest& request,
                               const StepObserver& step, InstanceSet& instances, Sampler& sampler,
                               Block& block) {
    TRY(bootAndHold(context, request, step, instances, sampler, block));
    sampler.watch({}, Moment::afterDelete);
    return end(context, instances, block);
}

static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    const auto request = bootRequest(context.scenario, arm, emulate);
    return sampled(context, block, [&](Sampler& sampler) -> Result<void> {
        InstanceSet instances(context.stop, context.patience);
        const auto done = bootAndEnd(context, request, step, instances, sampler, block);
        sampler.watch({}, Moment::afterDelete);
        if (!done)
            return instances.destroyAllAfter(done.error());
        return {};
    });
}

static unsigned steps(const ScenarioSpec& scenario) {
    return scenario.count;
}

/// Whether the guest can be asked at all is known before the first round.
static ScenarioSpec trial(ScenarioSpec scenario) {
    scenario.count = 1;
    return scenario;
}

static double blockSeconds(const ScenarioSpec& scenario, double, const Block* tried) {
    const double one = tried->end - tried->start - scenario.holdSeconds;
    return one * scenario.count + scenario.holdSeconds;
}

constinit const BlockWork deleteBlockWork{"delete", steps, nullptr, run, trial, blockSeconds};

} // namespace twinvirt::bench
