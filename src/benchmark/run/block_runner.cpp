#include "benchmark/run/block_runner.h"

#include "benchmark/run/block_works.h"

namespace twinvirt::bench {

Result<void> runBlock(const BlockContext& context, const PreparedArm& arm, bool emulate,
                      const StepObserver& step, Block& block) {
    block.scenario = context.scenario.name;
    block.arm = arm.spec.name;
    TRY(pause(context.patience.settle, context.stop));
    block.start = secondsSince(context.runStart);
    auto done = blockWorkOf(context.scenario).run(context, arm, emulate, step, block);
    block.end = secondsSince(context.runStart);
    return done;
}

} // namespace twinvirt::bench
