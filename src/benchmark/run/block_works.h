#pragma once

#include "benchmark/run/block.h"

#include <string_view>
#include <vector>

namespace twinvirt::bench {

/// How a work of spec/works.h is done in a block.
struct BlockWork {
    std::string_view name;
    /// How many steps a block has, for the progress: its boots, its kernels.
    unsigned (*steps)(const ScenarioSpec& scenario);
    /// What a step from 1 to steps() is about: "cpu-int". nullptr: another boot.
    std::string (*stepTitle)(const ScenarioSpec& scenario, unsigned step);
    /// Creates instances of the arm, measures and deletes them, and makes sure that nothing is
    /// left. On an error (operationAborted: a stop was asked for; operationUnsupported: the arm
    /// cannot do it, and after the trial the run goes on without it) every instance is removed, and
    /// `block` holds what was measured until then.
    Result<void> (*run)(const BlockContext& context, const PreparedArm& arm, bool emulate,
                        const StepObserver& step, Block& block);
    /// The scenario of which a block is tried before the first round, made short; nullptr: one
    /// boot is trial enough.
    ScenarioSpec (*trial)(ScenarioSpec scenario);
    /// How long a block may take, from a boot (0 of a host) and the block of the trial (nullptr
    /// where there was none).
    double (*blockSeconds)(const ScenarioSpec& scenario, double bootSeconds, const Block* tried);
};

// What the works share that run kernels of the probe, one after the other.

/// Runs those of the scenario in the probe at the console and adds them to the block.
Result<void> runKernels(const BlockContext& context, const ArmSpec& arm, int console,
                        const StepObserver& step, Block& block);
unsigned kernelSteps(const ScenarioSpec& scenario);
std::string kernelStepTitle(const ScenarioSpec& scenario, unsigned step);
/// Every kernel once, so that one that cannot run is known before the first round.
ScenarioSpec kernelTrial(ScenarioSpec scenario);
double kernelBlockSeconds(const ScenarioSpec& scenario, double bootSeconds, const Block* tried);

const BlockWork& blockWorkOf(const ScenarioSpec& scenario);

// In the order of the table.
extern const BlockWork bootBlockWork;
extern const BlockWork togetherBlockWork;
extern const BlockWork packBlockWork;
extern const BlockWork footprintBlockWork;
extern const BlockWork rebootBlockWork;
extern const BlockWork deleteBlockWork;
extern const BlockWork snapshotBlockWork;
extern const BlockWork probeBlockWork;
extern const BlockWork neighbourBlockWork;
extern const BlockWork mechanismsBlockWork;
extern const BlockWork networkBlockWork;
extern const BlockWork toolBlockWork;

} // namespace twinvirt::bench
