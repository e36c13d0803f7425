#include "benchmark/measure/cost_reader.h"
#include "benchmark/run/block_works.h"

namespace twinvirt::bench {

static constexpr const char* procRoot = "/proc";

namespace {

/// What is up at one moment, and what it and the host's kernel use.
struct Reading {
    HostCost host;
    double pssMib = 0; ///< of all instances
    InstanceUse newest;
};

} // namespace

static Result<Reading> read(const BlockContext& context, InstanceSet& instances) {
    Reading reading;
    std::vector<pid_t> processes;
    const auto footprints = TRY(instances.footprints());
    for (const DomainFootprint& footprint : footprints) {
        processes.insert(processes.end(), footprint.runtime.begin(), footprint.runtime.end());
        processes.insert(processes.end(), footprint.guest.begin(), footprint.guest.end());
    }
    reading.host = readHostCost(procRoot);
    reading.pssMib = context.host.pssMib(processes);
    if (!footprints.empty())
        reading.newest = readInstanceUse(procRoot, footprints.back());
    return reading;
}

static void addFigures(const Reading& before, const Reading& after, Block& block) {
    const InstanceUse& last = after.newest;
    block.figures.push_back({"last-pss", {after.pssMib - before.pssMib}});
    block.figures.push_back({"last-kernel", {after.host.kernelMib - before.host.kernelMib}});
    if (last.kernelMib)
        block.figures.push_back({"last-cgroup-kernel", {*last.kernelMib}});
    if (const double files = last.sharedFileMib + last.privateFileMib; files > 0)
        block.figures.push_back({"last-own-files", {100 * last.privateFileMib / files}});
    block.figures.push_back({"last-threads", {last.threads}});
    block.figures.push_back({"last-links", {after.host.links - before.host.links + last.links}});
}

static Result<void> bootAndRead(const BlockContext& context,
                                const InstanceSet::BootRequest& request, const StepObserver& step,
                                InstanceSet& instances, Sampler& sampler, Block& block) {
    ScenarioSpec others = context.scenario;
    --others.count;
    const BlockContext first{others,           context.runId,    context.host,      context.stop,
                             context.runStart, context.patience, context.operations};
    TRY(bootAll(first, request, step, instances, sampler, block));
    TRY(context.timed(
        [&] { return pause(toMilliseconds(context.scenario.holdSeconds), context.stop); }));
    const Reading before = TRY(read(context, instances));

    step(context.scenario.count);
    InstanceSet::BootRequest last = request;
    last.name = instanceName(context.runId, request.arm->spec.name, context.scenario.count);
    block.boots.push_back(TRY(timedBoot(context, last, instances, sampler)));
    TRY(context.timed(
        [&] { return pause(toMilliseconds(context.scenario.holdSeconds), context.stop); }));
    addFigures(before, TRY(read(context, instances)), block);
    return {};
}

static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    Sampler sampler(context.host, context.runStart);
    InstanceSet instances(context.stop, context.patience);
    const auto done = bootAndRead(context, bootRequest(context.scenario, arm, emulate), step,
                                  instances, sampler, block);
    return deleteAfter(context, done, instances, sampler, block);
}

static unsigned steps(const ScenarioSpec& scenario) {
    return scenario.count;
}

static double blockSeconds(const ScenarioSpec& scenario, double bootSeconds, const Block*) {
    return bootSeconds * scenario.count + 2 * scenario.holdSeconds;
}

constinit const BlockWork footprintBlockWork{"footprint", steps,   nullptr,
                                             run,         nullptr, blockSeconds};

} // namespace twinvirt::bench
