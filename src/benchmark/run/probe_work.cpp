#include "benchmark/run/block_works.h"
#include "benchmark/run/host_probe.h"
#include "benchmark/run/kernel_session.h"
#include "benchmark/spec/kernel_catalog.h"

namespace twinvirt::bench {

/// The /tmp of a guest is memory; that of a host need not be.
static constexpr const char* memoryOfTheHost = "/dev/shm";

static Result<void> runKernels(const BlockContext& context, const ArmSpec& arm, int console,
                               const StepObserver& step, Block& block) {
    KernelSession session(console, context.stop);
    const ProbeSpec& probe = context.scenario.probe;
    unsigned number = 0;
    for (const std::string& kernel : probe.kernels) {
        step(++number);
        KernelRequest request;
        request.kernel = kernel;
        request.batches = probe.batches;
        request.batchMs = probe.batchMs;
        request.timeout = toMilliseconds(context.scenario.timeoutSeconds);
        const Kernel* known = findKernel(kernel);
        if (arm.isHost() && known != nullptr && known->usesFiles)
            request.directory = memoryOfTheHost;
        block.kernels.push_back(TRY(context.timed([&] { return session.run(request); })));
    }
    return {};
}

/// Nothing is sampled meanwhile: reading /proc would take the CPU from what is measured.
static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    if (arm.spec.isHost()) {
        const auto probe = TRY(context.timed([&] {
            return HostProbe::start(arm.probeProgram,
                                    toMilliseconds(context.scenario.timeoutSeconds), context.stop);
        }));
        return runKernels(context, arm.spec, probe.fd(), step, block);
    }
    InstanceSet instances(context.stop, context.patience);
    InstanceSet::BootRequest request = bootRequest(context.scenario, arm, emulate);
    request.name = instanceName(context.runId, arm.spec.name, 1);
    const auto booted = context.timed([&] { return instances.boot(request); });
    if (!booted)
        return instances.destroyAllAfter(booted.error());
    TRY(instances.footprints()); // to know afterwards that nothing of it is left
    const auto done = runKernels(context, arm.spec, booted->console.get(), step, block);
    if (!done)
        return instances.destroyAllAfter(done.error());
    TRY(context.timed([&] { return instances.destroyAll(); }));
    return {};
}

static unsigned steps(const ScenarioSpec& scenario) {
    return static_cast<unsigned>(scenario.probe.kernels.size());
}

static std::string stepTitle(const ScenarioSpec& scenario, unsigned step) {
    return scenario.probe.kernels[step - 1];
}

/// Every kernel once, so that one that cannot run is known before the first round.
static ScenarioSpec trial(ScenarioSpec scenario) {
    scenario.probe.batches = 1;
    return scenario;
}

static double blockSeconds(const ScenarioSpec& scenario, double, const Block* tried) {
    double inside = 0;
    for (const KernelRun& kernel : tried->kernels)
        inside += kernel.insideMs / 1000;
    return tried->end - tried->start + inside * (scenario.probe.batches - 1.0);
}

constinit const BlockWork probeBlockWork{"probe", steps, stepTitle, run, trial, blockSeconds};

} // namespace twinvirt::bench
