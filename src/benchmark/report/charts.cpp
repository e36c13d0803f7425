#include "benchmark/report/charts.h"

namespace twinvirt::bench {

std::string colourOf(const BenchmarkResult& result, const std::string& arm) {
    constexpr std::size_t colours = 6;
    for (std::size_t i = 0; i < result.arms.size(); ++i)
        if (result.arms[i].name == arm)
            return std::to_string(result.arms[i].place.value_or(i) % colours);
    return "0";
}

std::string emulationClass(const BenchmarkResult& result, const std::string& arm) {
    const ArmDescription* found = findArm(result, arm);
    return found != nullptr && found->emulated() ? "tcg" : "";
}

} // namespace twinvirt::bench
