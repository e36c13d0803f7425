#include "benchmark/doctor/tunable.h"

#include "benchmark/doctor/host_tree.h"

#include <algorithm>
#include <array>

namespace twinvirt::bench {

static constexpr std::string_view policyPrefix = "devices/system/cpu/cpufreq/policy";
static constexpr std::string_view governorSuffix = "/scaling_governor";

struct FixedTunable {
    const char* title;
    const char* file;
    const char* wanted;
};
// A host has one of the two kinds of boost: that of the intel_pstate driver, or cpufreq's.
static constexpr std::array<FixedTunable, 4> fixed{{
    {"boost (intel_pstate)", "devices/system/cpu/intel_pstate/no_turbo", "1"},
    {"boost (cpufreq)", "devices/system/cpu/cpufreq/boost", "0"},
    {"same-page merging", "kernel/mm/ksm/run", "0"},
    {"huge pages", "kernel/mm/transparent_hugepage/enabled", "madvise"},
}};

std::vector<Tunable> tunablesOf(const std::string& sysRoot) {
    std::vector<Tunable> tunables;
    for (const std::string& policy : frequencyPolicies(sysRoot))
        tunables.push_back({"CPU governor of " + policy.substr(policy.rfind('/') + 1),
                            policy + std::string(governorSuffix), "performance"});
    if (tunables.empty())
        tunables.push_back({"CPU governor", "", "performance"});
    for (const FixedTunable& one : fixed) {
        const bool here = valueOf(sysRoot + "/" + one.file).has_value();
        tunables.push_back({one.title, here ? one.file : "", one.wanted});
    }
    return tunables;
}

bool isTunable(std::string_view file) {
    if (std::any_of(fixed.begin(), fixed.end(),
                    [file](const FixedTunable& one) { return file == one.file; }))
        return true;
    if (!file.starts_with(policyPrefix) || !file.ends_with(governorSuffix) ||
        file.size() <= policyPrefix.size() + governorSuffix.size())
        return false;
    const auto number =
        file.substr(policyPrefix.size(), file.size() - policyPrefix.size() - governorSuffix.size());
    return std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace twinvirt::bench
