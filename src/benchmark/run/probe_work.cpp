#include "benchmark/run/arm_probe.h"
#include "benchmark/run/block_works.h"
#include "benchmark/run/probe_request.h"

namespace twinvirt::bench {

Result<void> runKernels(const BlockContext& context, const ArmSpec& arm, int console,
                        const StepObserver& step, Block& block) {
    KernelSession session(console, context.stop);
    unsigned number = 0;
    for (const std::string& kernel : context.scenario.probe.kernels) {
        step(++number);
        block.kernels.push_back(TRY(context.timed(
            [&] { return session.run(kernelRequest(context.scenario, arm, kernel)); })));
    }
    return {};
}

/// Nothing is sampled meanwhile: reading /proc would take the CPU from what is measured.
static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    const auto probe = TRY(ArmProbe::start(context, arm, emulate, 1));
    const auto done = runKernels(context, arm.spec, probe->console(), step, block);
    if (!done)
        return probe->endAfter(done.error());
    return probe->end();
}

unsigned kernelSteps(const ScenarioSpec& scenario) {
    return static_cast<unsigned>(scenario.probe.kernels.size());
}

std::string kernelStepTitle(const ScenarioSpec& scenario, unsigned step) {
    return scenario.probe.kernels[step - 1];
}

ScenarioSpec kernelTrial(ScenarioSpec scenario) {
    scenario.probe.batches = 1;
    return scenario;
}

double kernelBlockSeconds(const ScenarioSpec& scenario, double, const Block* tried) {
    double inside = 0;
    for (const KernelRun& kernel : tried->kernels)
        inside += kernel.insideMs / 1000;
    return tried->end - tried->start + inside * (scenario.probe.batches - 1.0);
}

constinit const BlockWork probeBlockWork{"probe", kernelSteps, kernelStepTitle,
                                         run,     kernelTrial, kernelBlockSeconds};

} // namespace twinvirt::bench
