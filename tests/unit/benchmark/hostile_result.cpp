#include "hostile_result.h"

#include "synthetic_result.h"

namespace twinvirt::bench {

const char* const attack =
    "=1+1\"'><script>alert(1)</script><img src=x onerror=alert(2)></title></style></svg>--><!--]]>"
    "|`[x](javascript:alert(3))`\n# _*~\\ javascript:\x1b\xff\xE2\x80\xAE\xEF\xBF\xBF&lt;";

BenchmarkResult hostileResult() {
    BenchmarkResult result = syntheticResult(2, 2);
    result.title = result.description = result.specFile = result.specXml = attack;
    result.command = result.version = result.runId = result.benchmark = attack;
    result.finished = attack;
    result.outcome = Outcome::failed;
    result.failure = std::string("console ended with: ") + attack;
    result.host = {{"host name", attack},      {attack, "1"},
                   {"virtualisation", attack}, {"kernel", attack},
                   {"processor", attack},      {"mixed", attack},
                   {"CPUs", attack},           {"kernel of the machines", attack}};
    Scenario& scenario = result.scenarios[0];
    scenario.name = scenario.title = scenario.readyMarker = result.design.cpuSource = attack;
    scenario.citations = {{attack, "", attack, attack, 1, 2, 3, 0},
                          {"boden2014", "", attack, "s", 1, 2, 3, 0}};
    for (ArmDescription& arm : result.arms) {
        arm.title += attack;
        arm.whyEmulated = arm.hypervisor = arm.definitionFile = arm.definitionXml = attack;
        arm.definitionSource = attack;
        arm.name += attack;
    }
    result.design.baseline += attack;
    for (Round& round : result.rounds)
        for (Block& block : round.blocks) {
            block.arm += attack;
            block.scenario = attack;
            for (Boot& boot : block.boots) {
                boot.instance = attack;
                for (BootStep& step : boot.steps) {
                    step.step += attack;
                    step.phase += attack;
                }
            }
        }
    return result;
}

} // namespace twinvirt::bench
