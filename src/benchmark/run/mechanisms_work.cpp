#include "benchmark/run/arm_probe.h"
#include "benchmark/run/block_works.h"

namespace twinvirt::bench {

static Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block) {
    const auto probe = TRY(ArmProbe::start(context, arm, emulate, 1));
    block.figures.push_back({"probe-start", {milliseconds(probe->startTime())}});
    const auto done = runKernels(context, arm.spec, probe->console(), step, block);
    if (!done)
        return probe->endAfter(done.error());
    return probe->end();
}

constinit const BlockWork mechanismsBlockWork{"mechanisms", kernelSteps, kernelStepTitle,
                                              run,          kernelTrial, kernelBlockSeconds};

} // namespace twinvirt::bench
