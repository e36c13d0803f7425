#include "benchmark/result/metrics.h"
#include "benchmark/run/arm_probe.h"
#include "benchmark/run/block_works.h"
#include "benchmark/run/probe_request.h"
#include "benchmark/run/served_command.h"
#include "benchmark/statistics/summary.h"
#include "util/atomic_file.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace twinvirt::bench {

namespace {

struct Participants {
    const BlockContext& context;
    const PreparedArm& arm;
    bool emulate;
};

/// Memory that a hog takes must not be the last that the host has.
Result<void> checkHost(const NeighbourSpec& neighbour) {
    const std::string info = TRY(readFile("/proc/meminfo"));
    const auto at = info.find("MemAvailable:");
    const std::uint64_t kib =
        at == std::string::npos ? 0 : std::strtoull(info.c_str() + at + 13, nullptr, 10);
    constexpr std::uint64_t share = 4;
    if (at != std::string::npos && kib / 1024 < share * neighbour.mebibytes)
        return Error{ErrorCode::configUnsupported,
                     "a memory hog of " + std::to_string(neighbour.mebibytes) +
                         " MiB would take more than a quarter of the " +
                         std::to_string(kib / 1024) +
                         " MiB that the host has left; give <neighbour> less with memory-mib"};
    return {};
}

std::string hogOptions(const Participants& who, const std::string& hog) {
    const ScenarioSpec& scenario = who.context.scenario;
    // Longer than anybody waits, and an end by itself should nobody end it.
    const auto seconds = static_cast<std::uint64_t>(std::ceil(2 * scenario.timeoutSeconds)) + 60;
    std::string options = "--seconds " + std::to_string(std::min<std::uint64_t>(seconds, 3600));
    if (hog == "memory")
        options += " --mebibytes " + std::to_string(scenario.neighbour.mebibytes);
    if (hog == "fork")
        options += " --processes " + std::to_string(scenario.neighbour.processes);
    if (hog == "disk")
        options += " --mebibytes 8";
    if (hog == "disk" && who.arm.spec.isHost())
        options += std::string(" --directory ") + memoryOfTheHost;
    return options;
}

/// What the kernel took; as long as was waited for where there was no response.
struct Beside {
    double loss = 0;
    bool responded = true;
};

Result<KernelRun> runKernel(const Participants& who, const ArmProbe& probe) {
    KernelSession session(probe.console(), who.context.stop);
    const ScenarioSpec& scenario = who.context.scenario;
    return who.context.timed([&] {
        return session.run(kernelRequest(scenario, who.arm.spec, scenario.probe.kernels[0]));
    });
}

/// No answer in time, and an end (the victim was killed, or cannot do its work any more).
bool isNoResponse(const Error& error) {
    return error.code == ErrorCode::operationTimeout || error.code == ErrorCode::operationFailed;
}

Result<Beside> measureBeside(const Participants& who, const ArmProbe& victim, ServedCommand& hog,
                             double aloneMs, double alone) {
    const auto run = runKernel(who, victim);
    if (!run && !isNoResponse(run.error()))
        return run.error();
    TRY(hog.stillAtWork());
    if (run)
        return Beside{median(run->values) / alone, true};
    return Beside{std::max(1.0, who.context.scenario.timeoutSeconds * 1000 / aloneMs), false};
}

Result<Beside> besideHog(const Participants& who, const ArmProbe& victim, const std::string& hog,
                         double aloneMs, double alone) {
    const auto neighbour =
        TRY_WITHIN("the hog's instance", ArmProbe::start(who.context, who.arm, who.emulate, 2));
    ServedCommand session(neighbour->console(), who.context.stop, "hog");
    const auto began = session.start(hog, hogOptions(who, hog),
                                     toMilliseconds(who.context.scenario.timeoutSeconds));
    if (!began)
        return neighbour->endAfter(began.error());
    const auto measured = measureBeside(who, victim, session, aloneMs, alone);
    if (!measured)
        return neighbour->endAfter(measured.error());
    TRY(neighbour->end());
    return measured;
}

/// A victim that did not respond may never do so again: the next hog has a new one.
Result<void> withVictim(const Participants& who, const std::string& hog,
                        std::unique_ptr<ArmProbe>& victim, Block& block) {
    if (!victim)
        victim = TRY(ArmProbe::start(who.context, who.arm, who.emulate, 1));
    const KernelRun alone = TRY(runKernel(who, *victim));
    block.kernels.push_back(alone);
    const Beside beside = TRY(besideHog(who, *victim, hog, alone.insideMs, median(alone.values)));
    block.figures.push_back({"loss-" + hog, {beside.loss}});
    if (beside.responded)
        return {};
    block.figures.push_back({"no-response-" + hog, {1}});
    const auto gone = std::move(victim);
    return gone->end();
}

Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                 const StepObserver& step, Block& block) {
    TRY(checkHost(context.scenario.neighbour));
    const Participants who{context, arm, emulate};
    std::unique_ptr<ArmProbe> victim;
    unsigned number = 0;
    for (const std::string& hog : context.scenario.neighbour.hogs) {
        step(++number);
        const auto done = withVictim(who, hog, victim, block);
        if (!done)
            return victim ? victim->endAfter(done.error()) : done.error();
    }
    return victim ? victim->end() : Result<void>();
}

unsigned steps(const ScenarioSpec& scenario) {
    return static_cast<unsigned>(scenario.neighbour.hogs.size());
}

std::string stepTitle(const ScenarioSpec& scenario, unsigned step) {
    return "beside the " + scenario.neighbour.hogs[step - 1] + " hog";
}

ScenarioSpec trial(ScenarioSpec scenario) {
    scenario.probe.batches = 1;
    return scenario;
}

/// Beside a hog a batch more takes the loss longer.
double blockSeconds(const ScenarioSpec& scenario, double, const Block* tried) {
    double more = 0;
    for (std::size_t hog = 0; hog < tried->kernels.size(); ++hog) {
        const auto& name = scenario.neighbour.hogs[hog];
        const auto loss = figureOf(*tried, "loss-" + name);
        const bool responded = figureOf(*tried, "no-response-" + name).empty();
        more +=
            tried->kernels[hog].insideMs / 1000 * (1 + (loss.empty() || !responded ? 0 : loss[0]));
    }
    return tried->end - tried->start + more * (scenario.probe.batches - 1.0);
}

} // namespace

constinit const BlockWork neighbourBlockWork{"neighbour", steps, stepTitle,
                                             run,         trial, blockSeconds};

} // namespace twinvirt::bench
