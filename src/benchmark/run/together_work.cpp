#include "benchmark/run/block_works.h"
#include "benchmark/run/concurrent_set.h"

#include <numeric>

namespace twinvirt::bench {

static Result<void> bootLevel(const BlockContext& context, const InstanceSet::BootRequest& request,
                              unsigned level, ConcurrentSet& instances, Sampler& sampler,
                              Block& block) {
    const auto firstNumber = static_cast<unsigned>(block.boots.size()) + 1;
    auto started =
        TRY(context.timed([&] { return instances.boot(request, level, firstNumber, sampler); }));
    Figure each{"ready-each-" + std::to_string(level), {}};
    for (Boot& boot : started.boots) {
        each.values.push_back(boot.readyMs);
        block.boots.push_back(std::move(boot));
    }
    block.figures.push_back({"ready-together-" + std::to_string(level), {started.allReadyMs}});
    block.figures.push_back(std::move(each));
    // Asked so that it is known afterwards that nothing of them is left.
    sampler.watch(TRY(instances.footprints()), Moment::between);
    sampler.sample(Moment::afterBoot);
    return {};
}

static Result<void> runLevel(const BlockContext& context, const InstanceSet::BootRequest& request,
                             unsigned level, Sampler& sampler, Block& block) {
    TRY(context.timed([&] { return pause(context.patience.settle, context.stop); }));
    ConcurrentSet instances(context, *request.arm);
    const auto booted = bootLevel(context, request, level, instances, sampler, block);
    return deleteAfter(context, booted, instances, sampler, block);
}

static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    const auto request = bootRequest(context.scenario, arm, emulate);
    return sampled(context, block, [&](Sampler& sampler) -> Result<void> {
        unsigned number = 0;
        for (const unsigned level : context.scenario.levels) {
            step(++number);
            TRY(runLevel(context, request, level, sampler, block));
        }
        sampler.sample(Moment::afterDelete);
        return {};
    });
}

static unsigned steps(const ScenarioSpec& scenario) {
    return static_cast<unsigned>(scenario.levels.size());
}

static std::string stepTitle(const ScenarioSpec& scenario, unsigned step) {
    return std::to_string(scenario.levels[step - 1]) + " at once";
}

/// As if they booted one after another: a host of few CPUs is not much faster at once.
static double blockSeconds(const ScenarioSpec& scenario, double bootSeconds, const Block*) {
    const auto instances = std::accumulate(scenario.levels.begin(), scenario.levels.end(), 0U);
    return bootSeconds * instances;
}

constinit const BlockWork togetherBlockWork{"start-together", steps,       stepTitle, run,
                                            nullptr,          blockSeconds};

} // namespace twinvirt::bench
