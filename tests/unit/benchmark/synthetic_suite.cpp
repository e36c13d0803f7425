#include "synthetic_suite.h"

#include "benchmark/spec/kernel_catalog.h"
#include "benchmark/statistics/random.h"
#include "synthetic_result.h"

namespace twinvirt::bench {
namespace {

constexpr unsigned batches = 5;

bool boots(unsigned scenario) {
    return scenario % 7 == 0;
}

Scenario bootScenario(const Scenario& like, unsigned number) {
    Scenario scenario = like;
    scenario.name = "boot-" + std::to_string(number);
    scenario.title = "Serial boot " + std::to_string(number);
    return scenario;
}

Scenario kernelScenario(unsigned number, unsigned kernels) {
    Scenario scenario;
    scenario.name = "kernels-" + std::to_string(number);
    scenario.title = "Kernels " + std::to_string(number);
    scenario.readyMarker = probeReadyMarker;
    scenario.timeoutSeconds = 120;
    scenario.batches = batches;
    scenario.batchMs = 20;
    for (unsigned i = 0; i < kernels; ++i)
        scenario.kernels.push_back(kernelCatalog()[(number + i) % kernelCatalog().size()].name);
    return scenario;
}

/// Blocks with a clock of their own, a few per cent of noise in every figure.
class KernelBlocks {
  public:
    Block block(const Scenario& scenario, const std::string& arm, double slowness, double& now) {
        Block block;
        block.scenario = scenario.name;
        block.arm = arm;
        block.start = now;
        for (const std::string& kernel : scenario.kernels) {
            KernelRun run;
            run.kernel = kernel;
            for (unsigned batch = 0; batch < batches; ++batch)
                run.values.push_back(about(250 * slowness));
            run.insideMs = about(110);
            run.outsideMs = run.insideMs + 0.4;
            now += run.outsideMs / 1000;
            block.kernels.push_back(std::move(run));
        }
        block.end = now;
        return block;
    }

  private:
    double about(double value) {
        return value * (0.97 + 0.06 * static_cast<double>(random_.below(10000)) / 10000);
    }

    Random random_{11};
};

ArmDescription again(ArmDescription arm) {
    arm.controlOf = arm.name;
    arm.name += "-again";
    arm.title += ", again";
    return arm;
}

ArmDescription hostArm() {
    ArmDescription host;
    host.name = host.title = "host";
    host.type = "host";
    return host;
}

/// What the boot arms did, under the scenario's name, and the first arm once more.
void addBoots(Round& round, const Round& booted, const Scenario& scenario) {
    for (const Block& block : booted.blocks) {
        round.blocks.push_back(block);
        round.blocks.back().scenario = scenario.name;
        if (block.arm != "app")
            continue;
        Block& twin = round.blocks.emplace_back(block);
        twin.scenario = scenario.name;
        twin.arm = "app-again";
        for (Boot& boot : twin.boots)
            boot.readyMs *= 1.004;
    }
}

} // namespace

BenchmarkResult syntheticSuite(unsigned rounds, unsigned scenarios, unsigned kernels) {
    BenchmarkResult result = syntheticResult(rounds, 3);
    const Scenario boot = result.scenarios.front();
    const std::vector<Round> booted = std::move(result.rounds);
    result.benchmark = "suite";
    result.title = "A suite of " + std::to_string(scenarios) + " scenarios";
    result.design.baseline = "host";
    result.arms.insert(result.arms.begin(), hostArm());
    result.arms.push_back(again(result.arms[0]));
    result.arms.push_back(again(result.arms[1]));
    result.scenarios.clear();
    result.rounds.clear();
    for (unsigned i = 0; i < scenarios; ++i)
        result.scenarios.push_back(boots(i) ? bootScenario(boot, i) : kernelScenario(i, kernels));
    KernelBlocks blocks;
    double now = 0;
    for (const Round& before : booted) {
        Round& round = result.rounds.emplace_back();
        round.number = before.number;
        round.warmup = before.warmup;
        round.complete = true;
        for (unsigned i = 0; i < scenarios; ++i) {
            const Scenario& scenario = result.scenarios[i];
            if (boots(i)) {
                addBoots(round, before, scenario);
                continue;
            }
            round.blocks.push_back(blocks.block(scenario, "host", 1, now));
            round.blocks.push_back(blocks.block(scenario, "host-again", 1.001, now));
            round.blocks.push_back(blocks.block(scenario, "app", 1.02 + 0.01 * (i % 5), now));
            round.blocks.push_back(blocks.block(scenario, "vm", 3 + i % 4, now));
        }
    }
    return result;
}

} // namespace twinvirt::bench
