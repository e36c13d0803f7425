#include "benchmark/run/block_works.h"
#include "benchmark/run/cpu_share.h"
#include "benchmark/run/host_probe.h"
#include "benchmark/run/probe_request.h"
#include "benchmark/run/tools/tool_adapter.h"
#include "benchmark/run/tools/tool_process.h"
#include "benchmark/run/tools/tool_server.h"
#include "benchmark/spec/measuring_tools.h"
#include "benchmark/spec/works.h"

#include <cmath>

namespace twinvirt::bench {

namespace {

const MeasuringTool& toolOf(const ScenarioSpec& scenario) {
    return *findMeasuringTool(scenario.tool.name);
}

/// nullptr unless the tool needs it; another scenario of the run may.
const RunNetwork* networkOf(const ScenarioSpec& scenario, const PreparedArm& arm) {
    return toolOf(scenario).usesNetwork ? arm.network.get() : nullptr;
}

std::vector<std::string> commandOf(const ScenarioSpec& scenario, const PreparedArm& arm) {
    ToolPlace place;
    place.directory = !scenario.tool.directory.empty() ? scenario.tool.directory
                      : arm.spec.isHost()              ? memoryOfTheHost
                                                       : "/tmp";
    if (const RunNetwork* network = networkOf(scenario, arm))
        place.hostAddress = network->hostAddress();
    const auto words = toolAdapterOf(scenario.tool.name).command(scenario.tool, place);
    // Who kills it when it hangs is a program of the arm as well.
    std::vector<std::string> command{
        "timeout", "-k", "5", std::to_string(std::lround(std::ceil(scenario.timeoutSeconds)))};
    command.insert(command.end(), words.begin(), words.end());
    return command;
}

/// The figures of what it printed, or why there are none.
Result<std::vector<Figure>> figuresOf(const ScenarioSpec& scenario, const ToolOutcome& outcome) {
    constexpr int notThere = 127; // of a shell and of timeout(1), which also say:
    constexpr int tookTooLong = 124;
    const MeasuringTool& tool = toolOf(scenario);
    const std::string program(tool.program);
    if (outcome.exitStatus == notThere)
        return Error{ErrorCode::operationUnsupported,
                     "the program " + program + " is not there (or timeout of coreutils, which " +
                         "watches over it); in Debian it is in the package " +
                         std::string(tool.package)};
    if (outcome.exitStatus == tookTooLong)
        return Error{ErrorCode::operationTimeout,
                     program + " did not end within " +
                         std::to_string(std::lround(scenario.timeoutSeconds)) +
                         " s (timeout of <tool>)"};
    if (outcome.exitStatus != 0)
        return unexpectedOutput(tool.name,
                                "it ended with status " + std::to_string(outcome.exitStatus),
                                outcome.errors + outcome.output);
    return toolAdapterOf(tool.name).parse(outcome.output);
}

Result<void> runOnHost(const BlockContext& context, const PreparedArm& arm, Block& block) {
    const std::string cpu = std::to_string(probeCpu());
    const auto outcome = TRY(context.timed([&] {
        return runToolOnHost(commandOf(context.scenario, arm), cpu,
                             networkOf(context.scenario, arm));
    }));
    block.figures = TRY(figuresOf(context.scenario, outcome));
    return {};
}

Result<void> runInContainer(const BlockContext& context, const PreparedArm& arm,
                            InstanceSet& instances, Block& block) {
    InstanceSet::BootRequest request = bootRequest(context.scenario, arm, false);
    request.name = instanceName(context.runId, arm.spec.name, 1);
    TRY(context.timed([&] { return instances.boot(request); }));
    TRY(instances.footprints()); // to know afterwards that nothing of it is left
    const auto command = commandOf(context.scenario, arm);
    const auto outcome = TRY(context.timed([&] {
        return runToolInside(command,
                             [&](const ExecRequest& inside) { return instances.execute(inside); });
    }));
    TRY(instances.footprints());
    block.figures = TRY(figuresOf(context.scenario, outcome));
    return {};
}

Result<void> runThere(const BlockContext& context, const PreparedArm& arm, Block& block) {
    if (arm.spec.isHost())
        return runOnHost(context, arm, block);
    InstanceSet instances(context.stop, context.patience);
    const auto done = runInContainer(context, arm, instances, block);
    if (!done)
        return instances.destroyAllAfter(done.error());
    TRY(context.timed([&] { return instances.destroyAll(); }));
    return {};
}

Result<void> run(const BlockContext& context, const PreparedArm& arm, bool,
                 const StepObserver& step, Block& block) {
    step(1);
    if (context.stop.isSet())
        return Error{ErrorCode::operationAborted, "stopped on request"};
    if (arm.spec.type == "kvm")
        return Error{
            ErrorCode::operationUnsupported,
            "nobody executes a program in a machine here (its tree is made for the run and "
            "has none of others); the kernels of <probe> run in it"};
    const RunNetwork* network = networkOf(context.scenario, arm);
    if (network == nullptr)
        return runThere(context, arm, block);
    ToolServer server = TRY(ToolServer::startIperf3(network->hostAddress(), cpusFor(1, 1),
                                                    context.scenario.timeoutSeconds, context.stop));
    TRY(runThere(context, arm, block));
    return server.end();
}

unsigned steps(const ScenarioSpec&) {
    return 1;
}

std::string stepTitle(const ScenarioSpec& scenario, unsigned) {
    return scenario.tool.name;
}

ScenarioSpec trial(ScenarioSpec scenario) {
    scenario.tool.seconds = 1;
    return scenario;
}

double blockSeconds(const ScenarioSpec& scenario, double, const Block* tried) {
    return tried->end - tried->start + scenario.tool.seconds - 1.0;
}

} // namespace

constinit const BlockWork toolBlockWork{"tool", steps, stepTitle, run, trial, blockSeconds};

} // namespace twinvirt::bench
