#include "benchmark/result/absent_arms.h"

#include "benchmark/result/sentences.h"

namespace twinvirt::bench {

std::vector<std::string> absentSentences(const BenchmarkResult& result) {
    std::vector<std::string> sentences;
    for (const Scenario& scenario : result.scenarios)
        for (const AbsentArm& absent : scenario.absent) {
            const ArmDescription* arm = findArm(result, absent.arm);
            if (arm != nullptr && !arm->controlOf.empty())
                continue; // it would only say again why its arm is absent
            sentences.push_back(scenario.title + ": without the " + armLabel(result, absent.arm) +
                                ": " + absent.reason);
        }
    return sentences;
}

} // namespace twinvirt::bench
