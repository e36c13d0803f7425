#include "benchmark/report/scenario_words.h"

#include "benchmark/result/sentences.h"

namespace twinvirt::bench {

static std::string probeText(const Scenario& scenario) {
    return "The static probe is the first program of each arm, the same bytes in all of them, "
           "pinned to the same CPU of the host. Each of its kernels runs in " +
           std::to_string(scenario.batches) + " batches of at least " +
           std::to_string(scenario.batchMs) +
           " ms, timed by the arm's own clock; its answer is checked.";
}

static std::string bootText(const Scenario& scenario) {
    const bool one = scenario.count == 1;
    return "A block boots " + std::to_string(scenario.count) +
           (one ? " instance" : " instances one after another") + ", holds " +
           (one ? "it" : "them") + " for " + formatValue(scenario.holdSeconds) +
           " s, deletes them and makes sure that nothing is left. Ready: the line \"" +
           scenario.readyMarker +
           "\" that the guest's own init prints on its console. The clock runs on the host and "
           "starts before the driver is called; the console is attached before the guest's first "
           "instruction.";
}

std::string whatIsMeasured(const Scenario& scenario) {
    return scenario.hasProbe() ? probeText(scenario) : bootText(scenario);
}

std::string whyItMatters(const Scenario& scenario) {
    if (scenario.hasProbe())
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
