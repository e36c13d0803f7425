#pragma once

#include "benchmark/run/block.h"

namespace twinvirt::bench {

/// One block of the context's scenario in the arm: what its work does (see BlockWork::run), after
/// the host had a moment to settle.
Result<void> runBlock(const BlockContext& context, const PreparedArm& arm, bool emulate,
                      const StepObserver& step, Block& block);

} // namespace twinvirt::bench
