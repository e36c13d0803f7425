#include "benchmark/result/differences.h"

#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {

/// Every aspect that some arm knows, in the order of the first that does.
static std::vector<Difference> aspectsOf(const std::vector<ArmDescription>& arms) {
    std::vector<Difference> all;
    for (const ArmDescription& arm : arms) {
        if (!arm.controlOf.empty())
            continue;
        for (const auto& [aspect, value] : arm.facts) {
            auto known = std::ranges::find(all, aspect, &Difference::aspect);
            if (known == all.end())
                known = all.insert(all.end(), Difference{aspect, {}});
            known->arms.emplace_back(armLabel(arm), value);
        }
    }
    return all;
}

static bool allEqual(const Difference& aspect) {
    return std::ranges::all_of(
        aspect.arms, [&](const auto& arm) { return arm.second == aspect.arms.front().second; });
}

std::vector<Difference> differences(const std::vector<ArmDescription>& arms) {
    auto all = aspectsOf(arms);
    std::erase_if(all, allEqual);
    return all;
}

std::vector<std::pair<std::string, std::string>>
equalities(const std::vector<ArmDescription>& arms) {
    std::vector<std::pair<std::string, std::string>> equal;
    for (const Difference& aspect : aspectsOf(arms))
        if (allEqual(aspect))
            equal.emplace_back(aspect.aspect, aspect.arms.front().second);
    return equal;
}

std::vector<std::string> skippedSentences(const BenchmarkResult& result) {
    std::vector<std::string> sentences;
    for (const SkippedArm& arm : result.skipped)
        sentences.push_back(arm.title + " (" + arm.name + ") was skipped: " + arm.reason);
    return sentences;
}

} // namespace twinvirt::bench
