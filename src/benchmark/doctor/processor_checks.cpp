#include "benchmark/doctor/check.h"
#include "benchmark/doctor/host_doctor.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace twinvirt::bench {

static constexpr const char* tuneRemedy = "'bench doctor --tune' sets it, --restore puts it back";

static HostCheck checkGovernor(const HostRoots& roots) {
    const std::string topic = "if the CPU governor is 'performance'";
    std::string others;
    bool found = false;
    for (const std::string& policy : frequencyPolicies(roots.sys)) {
        const auto governor = valueOf(roots.sys + "/" + policy + "/scaling_governor");
        found = found || governor;
        if (governor && *governor != "performance" && others.find(*governor) == std::string::npos)
            others += (others.empty() ? "" : ", ") + *governor;
    }
    if (!found)
        return passing(topic, notOnThisHost);
    return judged(topic, others.empty(), CheckVerdict::warn, others.empty() ? "all CPUs" : others,
                  std::string("the frequency follows the load, so that what ran before changes "
                              "what is measured; ") +
                      tuneRemedy);
}

static HostCheck checkBoost(const HostRoots& roots) {
    const std::string topic = "if the CPUs keep their nominal frequency";
    const auto noTurbo = valueOf(roots.sys + "/devices/system/cpu/intel_pstate/no_turbo");
    const auto boost = valueOf(roots.sys + "/devices/system/cpu/cpufreq/boost");
    if (!noTurbo && !boost)
        return passing(topic, notOnThisHost);
    const bool boosts = noTurbo ? *noTurbo == "0" : *boost != "0";
    return judged(topic, !boosts, CheckVerdict::warn, boosts ? "boost is on" : "boost is off",
                  std::string("how long the boost lasts depends on heat and on the other cores; ") +
                      tuneRemedy);
}

static HostCheck checkThreads(const HostRoots& roots) {
    const std::string topic = "if each CPU is a core of its own";
    const auto active = valueOf(roots.sys + "/devices/system/cpu/smt/active");
    if (!active)
        return passing(topic, notOnThisHost);
    return judged(topic, *active == "0", CheckVerdict::warn,
                  *active == "0" ? "no SMT" : "SMT is on",
                  "two CPUs share a core, so that a neighbour costs up to half of the speed; boot "
                  "with nosmt, or 'echo off > /sys/devices/system/cpu/smt/control'");
}

static HostCheck checkClock(const HostRoots& roots) {
    const std::string topic = "for a clock that is cheap and exact";
    static constexpr std::array<std::string_view, 4> good{"tsc", "kvm-clock", "arch_sys_counter",
                                                          "hyperv_clocksource_tsc_page"};
    const std::string folder = roots.sys + "/devices/system/clocksource/clocksource0/";
    const auto source = valueOf(folder + "current_clocksource");
    if (!source)
        return passing(topic, notOnThisHost);
    const bool isGood = std::find(good.begin(), good.end(), *source) != good.end();
    // jiffies advance with the tick: 1 to 10 ms, as long as what is measured.
    return judged(topic, isGood, *source == "jiffies" ? CheckVerdict::fail : CheckVerdict::warn,
                  *source,
                  "the kernel found the CPU's own counter unstable (dmesg | grep -i tsc), and this "
                  "clock takes a microsecond or more to read; boot with clocksource=tsc "
                  "tsc=reliable if you know it to be stable");
}

std::vector<HostCheck> checkProcessor(const HostRoots& roots) {
    return {checkGovernor(roots), checkBoost(roots), checkThreads(roots), checkClock(roots)};
}

} // namespace twinvirt::bench
