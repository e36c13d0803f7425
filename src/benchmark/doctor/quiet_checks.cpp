#include "benchmark/doctor/check.h"
#include "benchmark/doctor/host_doctor.h"
#include "benchmark/result/gates.h"
#include "benchmark/result/sentences.h"

namespace twinvirt::bench {

static HostCheck checkLoad(const NoiseReading& now, const Gates& limits) {
    const std::string topic = "if the load is low";
    const auto load = now.loadPerCpu();
    if (!load)
        return judged(topic, false, CheckVerdict::warn, "/proc/loadavg does not tell",
                      "mount /proc");
    return judged(topic, *load <= limits.loadPerCpu, CheckVerdict::fail,
                  formatValue(*now.load1) + " on " + std::to_string(*now.cpus) + " CPUs",
                  "more than " + formatRatio(limits.loadPerCpu) +
                      " for each CPU withholds the verdicts; stop what runs ('top'), then wait a "
                      "minute");
}

static HostCheck checkPressure(const std::string& resource, const std::optional<double>& pressure,
                               const Gates& limits) {
    const std::string topic = "if no task waits for " + resource;
    if (!pressure)
        return judged(topic, false, CheckVerdict::warn, notOnThisHost,
                      "without it nobody can tell; boot with psi=1, on a kernel with CONFIG_PSI");
    return judged(topic, *pressure <= limits.pressure, CheckVerdict::fail,
                  formatPercent(*pressure / 100) + " % of the last 10 s",
                  "more than " + formatPercent(limits.pressure / 100) +
                      " % withholds the verdicts; stop what runs");
}

static HostCheck checkSteal(const std::optional<double>& steal, const Gates& limits) {
    const std::string topic = "if the hypervisor below takes no time";
    if (!steal)
        return passing(topic, notOnThisHost);
    return judged(topic, *steal <= limits.steal, CheckVerdict::fail,
                  formatPercent(*steal) + " % stolen",
                  "more than " + formatPercent(limits.steal) +
                      " % withholds the verdicts; measure on hardware of its own, on a host with "
                      "dedicated CPUs, or at a quieter time");
}

std::vector<HostCheck> checkQuiet(const NoiseReading& now, const NoiseWindow& window) {
    const Gates limits;
    return {checkLoad(now, limits), checkPressure("a CPU", now.cpuPressure, limits),
            checkPressure("memory", now.memoryPressure, limits),
            checkPressure("I/O", now.ioPressure, limits), checkSteal(window.stealFraction, limits)};
}

} // namespace twinvirt::bench
