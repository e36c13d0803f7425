#include "api/domain_clones.h"
#include "benchmark/run/block_works.h"
#include "benchmark/run/persistent_domains.h"

namespace twinvirt::bench {

static Result<void> snapshots(const BlockContext& context, const StepObserver& step,
                              PersistentDomains& domains, const PreparedArm& arm, bool emulate,
                              Block& block) {
    const auto name = [&](unsigned number) {
        return instanceName(context.runId, arm.spec.name, number);
    };
    step(1);
    const DomainIdentity original = TRY(domains.define(arm, name(1), emulate));
    Figure times{"snapshot", {}};
    Figure sizes{"snapshot-size", {}};
    for (unsigned number = 1; number <= context.scenario.times; ++number) {
        step(number + 1);
        if (context.stop.isSet())
            return Error{ErrorCode::operationAborted, "stopped on request"};
        const auto start = Clock::now();
        const DomainIdentity snapshot =
            TRY(context.timed([&] { return domains.snapshot(original, name(number + 1)); }));
        times.values.push_back(millisecondsSince(start));
        sizes.values.push_back(TRY(domains.storageMib(snapshot)));
    }
    block.figures.push_back(std::move(times));
    block.figures.push_back(std::move(sizes));
    return {};
}

static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    if (arm.driver == nullptr || arm.driver->clones() == nullptr)
        return Error{ErrorCode::operationUnsupported,
                     "what runs it makes no snapshots: " +
                         (arm.driver == nullptr ? arm.spec.tool : arm.driver->uri())};
    PersistentDomains domains(*arm.driver);
    const auto done = snapshots(context, step, domains, arm, emulate, block);
    if (!done)
        return domains.removeAllAfter(done.error());
    return domains.removeAll();
}

static unsigned steps(const ScenarioSpec& scenario) {
    return scenario.times + 1;
}

static std::string stepTitle(const ScenarioSpec& scenario, unsigned step) {
    return step == 1
               ? "definition"
               : "snapshot " + std::to_string(step - 1) + " of " + std::to_string(scenario.times);
}

static ScenarioSpec trial(ScenarioSpec scenario) {
    scenario.times = 1;
    return scenario;
}

static double blockSeconds(const ScenarioSpec& scenario, double, const Block* tried) {
    return (tried->end - tried->start) * scenario.times;
}

constinit const BlockWork snapshotBlockWork{"snapshot", steps, stepTitle, run, trial, blockSeconds};

} // namespace twinvirt::bench
