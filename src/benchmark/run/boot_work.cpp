#include "benchmark/run/block_works.h"

namespace twinvirt::bench {

static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    const auto request = bootRequest(context.scenario, arm, emulate);
    return sampled(context, block, [&](Sampler& sampler) -> Result<void> {
        InstanceSet instances(context.stop, context.patience);
        const auto held = bootAndHold(context, request, step, instances, sampler, block);
        TRY(deleteAfter(context, held, instances, sampler, block));
        sampler.sample(Moment::afterDelete);
        return {};
    });
}

static unsigned steps(const ScenarioSpec& scenario) {
    return scenario.count;
}

static double blockSeconds(const ScenarioSpec& scenario, double bootSeconds, const Block*) {
    return bootSeconds * scenario.count + scenario.holdSeconds;
}

constinit const BlockWork bootBlockWork{"boot", steps, nullptr, run, nullptr, blockSeconds};

} // namespace twinvirt::bench
