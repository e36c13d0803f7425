#include "benchmark/run/block_works.h"
#include "benchmark/run/console_watch.h"

namespace twinvirt::bench {

/// What an arm cannot do leaves it out; a stop, and what is wrong otherwise, do not.
static Error whyNotAgain(const BlockContext& context, const Error& error) {
    if (context.stop.isSet() || error.code == ErrorCode::operationAborted)
        return error;
    return {ErrorCode::operationUnsupported, "after a request to reboot: " + error.message};
}

/// Milliseconds from the request until the guest is ready again.
static Result<double> timedReboot(const BlockContext& context, InstanceSet& instances,
                                  int console) {
    const ScenarioSpec& scenario = context.scenario;
    const auto start = Clock::now();
    const auto asked = instances.reboot();
    if (!asked)
        return whyNotAgain(context, asked.error());
    const auto ready = waitForMarker(console, scenario.readyMarker,
                                     toMilliseconds(scenario.timeoutSeconds), context.stop);
    if (!ready)
        return whyNotAgain(context, ready.error());
    return millisecondsSince(start);
}

static Result<void> bootAndReboot(const BlockContext& context, InstanceSet::BootRequest request,
                                  const StepObserver& step, InstanceSet& instances, Block& block) {
    step(1);
    request.keepConsole = true;
    request.name = instanceName(context.runId, request.arm->spec.name, 1);
    const auto booted = TRY(context.timed([&] { return instances.boot(request); }));
    Figure figure{"reboot", {}};
    for (unsigned number = 1; number <= context.scenario.times; ++number) {
        step(number + 1);
        TRY(instances.footprints()); // to know afterwards that nothing of it is left
        figure.values.push_back(TRY(
            context.timed([&] { return timedReboot(context, instances, booted.console.get()); })));
    }
    TRY(instances.footprints());
    block.figures.push_back(std::move(figure));
    return {};
}

/// Nothing is sampled meanwhile: there is no figure that needs it.
static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    InstanceSet instances(context.stop, context.patience);
    const auto done =
        bootAndReboot(context, bootRequest(context.scenario, arm, emulate), step, instances, block);
    if (!done)
        return instances.destroyAllAfter(done.error());
    TRY(context.timed([&] { return instances.destroyAll(); }));
    return {};
}

static unsigned steps(const ScenarioSpec& scenario) {
    return scenario.times + 1;
}

static std::string stepTitle(const ScenarioSpec& scenario, unsigned step) {
    return step == 1
               ? "boot"
               : "reboot " + std::to_string(step - 1) + " of " + std::to_string(scenario.times);
}

static ScenarioSpec trial(ScenarioSpec scenario) {
    scenario.times = 1;
    return scenario;
}

static double blockSeconds(const ScenarioSpec& scenario, double bootSeconds, const Block* tried) {
    double reboot = 0;
    for (const Figure& figure : tried->figures)
        reboot = figure.values.front() / 1000;
    return bootSeconds + reboot * scenario.times;
}

constinit const BlockWork rebootBlockWork{"reboot", steps, stepTitle, run, trial, blockSeconds};

} // namespace twinvirt::bench
