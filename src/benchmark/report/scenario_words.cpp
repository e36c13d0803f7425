#include "benchmark/report/scenario_words.h"

#include <cctype>

namespace twinvirt::bench {

std::string whatIsMeasured(const Scenario& scenario) {
    std::string text = scenario.method;
    if (!text.empty())
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::string whyItMatters(const Scenario& scenario) {
    if (!scenario.tool.empty())
        return "What the numbers of a program that others know are on this host, beside those of "
               "the probe: they stand beside published ones, and they come with that program's "
               "own version, libraries and defaults.";
    if (!scenario.kernels.empty())
        return "What a program loses inside. Arithmetic and memory show what the processor does "
               "under isolation; system calls, processes, page faults, files and sockets pass a "
               "kernel, and there a seccomp filter, cgroups or a hypervisor cost something.";
    return "A container is processes on a kernel that runs; a machine boots one of its own. How "
           "fast instances come and go, and what each further one takes, decides how many fit on a "
           "host and whether they can be started on demand.";
}

std::string commandOf(const BenchmarkResult& result, const Scenario& scenario) {
    constexpr std::string_view option = " --only ";
    const auto at = result.command.rfind(option);
    if (at == std::string::npos)
        return result.command + std::string(option) + scenario.name;
    const auto begin = at + option.size();
    const auto end = result.command.find(' ', begin);
    return result.command.substr(0, begin) + scenario.name +
           (end == std::string::npos ? "" : result.command.substr(end));
}

} // namespace twinvirt::bench
