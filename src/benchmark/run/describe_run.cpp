#include "benchmark/run/block.h"
#include "benchmark/run/host_facts.h"
#include "benchmark/run/runner.h"
#include "benchmark/spec/describe_scenario.h"

namespace twinvirt::bench {

static ArmDescription describeArm(const PreparedArm& arm, const std::string& runId) {
    ArmDescription description;
    description.name = arm.spec.name;
    description.title = arm.spec.title;
    description.type = arm.spec.type;
    description.controlOf = arm.spec.controlOf;
    description.definitionFile = arm.definitionFile;
    description.facts = arm.facts;
    if (arm.external)
        description.hypervisor = arm.external->version();
    description.definitionSource = arm.definitionText;
    if (arm.driver == nullptr)
        return description;
    description.hypervisor = hypervisorOf(*arm.driver);
    description.definitionXml = instanceDocument(arm, instanceName(runId, arm.spec.name, 1)).xml;
    return description;
}

BenchmarkResult describeRun(const RunPlan& plan, const HostReader& host) {
    const BenchmarkSpec& spec = plan.spec;
    BenchmarkResult result;
    result.runId = plan.runId;
    result.benchmark = spec.name;
    result.title = spec.title;
    result.description = spec.description;
    result.specFile = spec.fileName;
    result.specXml = spec.xml;
    result.command = plan.command;
    result.version = plan.version;
    result.started = utcNow();
    result.host = plan.host;
    result.digests = plan.digests;
    result.design.seed = plan.seed;
    result.design.rounds = spec.rounds;
    result.design.warmup = spec.warmup;
    result.design.equivalence = spec.equivalence;
    result.design.budgetSeconds = spec.budgetSeconds;
    result.design.gates = spec.gates;
    result.design.baseline = spec.baseline;
    result.design.cpuSource = host.cpuSource();
    result.design.stopWidth = spec.stopWidth;
    result.design.quick = spec.quick;
    result.design.allowTcgVerdicts = spec.allowTcgVerdicts;
    for (const ScenarioSpec& scenario : spec.scenarios)
        result.scenarios.push_back(describeScenario(scenario));
    for (const PreparedArm& arm : plan.arms)
        result.arms.push_back(describeArm(arm, plan.runId));
    result.skipped = plan.skipped;
    return result;
}

} // namespace twinvirt::bench
