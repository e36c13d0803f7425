#include "benchmark/result/timeouts.h"

#include "benchmark/spec/kernel_catalog.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace twinvirt::bench {

namespace {

struct Wait {
    std::string what;
    double seconds;
};

/// Ours, and those of libvirt that a start or an end of a machine can run into.
std::vector<Wait> waitsOf(const Scenario& scenario) {
    return {
        {"an instance to be ready", scenario.timeoutSeconds},
        {"the processes and cgroups of an instance to be gone (the benchmark)", 5},
        {"an earlier link of the same name to be gone (the lxc driver)", 5},
        {"a container to be destroyed, frozen or released (the lxc driver)", 10},
        {"the answer of a container's keeper (the lxc driver)", 10},
        {"the lock of a domain's definition", 10},
        {"a hook (the lxc driver)", 60},
        {"a container to be launched (the lxc driver)", 240},
        {"QEMU to end after SIGTERM (libvirt)", 10},
        {"QEMU's monitor, or libvirtd to come up", 30},
    };
}

std::optional<OnTimeout> onTimeout(const std::vector<double>& milliseconds,
                                   const Scenario& scenario) {
    constexpr std::size_t few = 4;
    constexpr double near = 0.01;
    if (milliseconds.size() < few)
        return std::nullopt;
    for (const Wait& wait : waitsOf(scenario)) {
        const auto sits = std::ranges::count_if(milliseconds, [&](double value) {
            return std::abs(value / 1000 - wait.seconds) <= near * wait.seconds;
        });
        const double part = static_cast<double>(sits) / static_cast<double>(milliseconds.size());
        if (part > 0.5)
            return OnTimeout{wait.what, wait.seconds, part, ""};
    }
    return std::nullopt;
}

std::map<std::string, std::vector<double>> stepsOf(const std::string& arm,
                                                   const std::vector<const Round*>& rounds) {
    std::map<std::string, std::vector<double>> steps;
    for (const Round* round : rounds)
        if (const Block* block = findBlock(*round, arm))
            for (const Boot& boot : block->boots)
                for (const BootStep& step : boot.steps)
                    steps[step.step].push_back(step.durationMs);
    return steps;
}

} // namespace

bool isTimedByItself(const Metric& metric) {
    return metric.unit == "ms" && metric.lessWord == "faster" && findKernel(metric.id) == nullptr;
}

std::optional<OnTimeout> findTimeout(const Metric& metric, const std::string& arm,
                                     const std::vector<double>& values, const Scenario& scenario,
                                     const std::vector<const Round*>& rounds) {
    if (auto found = onTimeout(values, scenario))
        return found;
    if (metric.id != "ready")
        return std::nullopt;
    for (const auto& [step, milliseconds] : stepsOf(arm, rounds))
        if (auto found = onTimeout(milliseconds, scenario)) {
            found->step = step;
            return found;
        }
    return std::nullopt;
}

} // namespace twinvirt::bench
