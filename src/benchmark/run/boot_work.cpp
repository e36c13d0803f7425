#include "benchmark/run/block_works.h"

namespace twinvirt::bench {

static Result<void> bootHoldDelete(const BlockContext& context,
                                   const InstanceSet::BootRequest& request,
                                   const StepObserver& step, Sampler& sampler, Block& block) {
    InstanceSet instances(context.stop, context.patience);
    const auto held = bootAndHold(context, request, step, instances, sampler, block);
    sampler.watch({}, Moment::afterDelete);
    if (!held)
        return instances.destroyAllAfter(held.error());
    block.deleteMs = TRY(context.timed([&] { return instances.destroyAll(); }));
    sampler.sample(Moment::afterDelete);
    return {};
}

static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    Sampler sampler(context.host, context.runStart);
    sampler.sample(Moment::before);
    const InstanceSet::BootRequest request = bootRequest(context.scenario, arm, emulate);
    auto done = bootHoldDelete(context, request, step, sampler, block);
    block.samples = sampler.take();
    return done;
}

static unsigned steps(const ScenarioSpec& scenario) {
    return scenario.count;
}

static double blockSeconds(const ScenarioSpec& scenario, double bootSeconds, const Block*) {
    return bootSeconds * scenario.count + scenario.holdSeconds;
}

constinit const BlockWork bootBlockWork{"boot", steps, nullptr, run, nullptr, blockSeconds};

} // namespace twinvirt::bench
