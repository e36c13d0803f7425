#include "benchmark/doctor/check.h"
#include "benchmark/doctor/host_doctor.h"
#include "benchmark/result/sentences.h"
#include "util/atomic_file.h"

#include <sstream>

namespace twinvirt::bench {

static HostCheck checkHugePages(const HostRoots& roots) {
    const std::string topic = "if huge pages are only for who asks for them";
    const auto chosen = choiceOf(roots.sys + "/kernel/mm/transparent_hugepage/enabled");
    if (!chosen)
        return passing(topic, notOnThisHost);
    return judged(topic, *chosen != "always", CheckVerdict::warn, *chosen,
                  "khugepaged takes CPU time when it likes and makes memory figures jump by 2 MiB; "
                  "'bench doctor --tune' sets madvise, --restore puts it back");
}

static HostCheck checkMerging(const HostRoots& roots) {
    const std::string topic = "if equal pages of machines stay apart";
    const auto run = valueOf(roots.sys + "/kernel/mm/ksm/run");
    if (!run)
        return passing(topic, notOnThisHost);
    return judged(topic, *run != "1", CheckVerdict::warn, *run == "1" ? "KSM is on" : "KSM is off",
                  "ksmd takes CPU time and lowers the memory of machines only, the more the longer "
                  "they run; 'bench doctor --tune' stops it, --restore puts it back");
}

/// KiB in use of all lines of /proc/swaps: "Filename Type Size Used Priority".
static double usedSwapKib(const std::string& swaps, double& size) {
    std::istringstream lines(swaps);
    double used = 0;
    std::string title;
    std::getline(lines, title);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string name;
        std::string type;
        double sizeOfOne = 0;
        double usedOfOne = 0;
        if (fields >> name >> type >> sizeOfOne >> usedOfOne) {
            size += sizeOfOne;
            used += usedOfOne;
        }
    }
    return used;
}

static HostCheck checkSwap(const HostRoots& roots) {
    const std::string topic = "if no memory is swapped out";
    const auto swaps = readFile(roots.proc + "/swaps");
    if (!swaps)
        return passing(topic, notOnThisHost);
    double size = 0;
    const double used = usedSwapKib(*swaps, size);
    const std::string detail =
        size <= 0   ? "no swap"
        : used <= 0 ? "none in use"
                    : formatValue(used / 1024) + " of " + formatValue(size / 1024) + " MiB in use";
    return judged(topic, used <= 0, CheckVerdict::warn, detail,
                  "what comes back from swap during a run withholds its verdicts; free memory, "
                  "then 'swapoff -a && swapon -a'");
}

static HostCheck checkFreeMemory(const HostRoots& roots) {
    const std::string topic = "for free memory";
    constexpr double wantedMib = 4096; // 15 machines of 128 MiB, twice over
    constexpr double neededMib = 512;
    std::istringstream lines(readFile(roots.proc + "/meminfo").value_or(std::string()));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string name;
        double kib = 0;
        if (!(fields >> name >> kib) || name != "MemAvailable:")
            continue;
        const double mib = kib / 1024;
        return judged(topic, mib >= wantedMib,
                      mib < neededMib ? CheckVerdict::fail : CheckVerdict::warn,
                      formatValue(mib) + " MiB available",
                      "15 machines at a time take 2 to 4 GiB; free some, or run with a smaller "
                      "--count");
    }
    return judged(topic, false, CheckVerdict::warn, "/proc/meminfo does not tell",
                  "mount /proc, on Linux 3.14 or later");
}

static HostCheck checkRandomisation(const HostRoots& roots) {
    const std::string topic = "if address space randomisation is left on";
    const auto value = valueOf(roots.proc + "/sys/kernel/randomize_va_space");
    if (!value)
        return passing(topic, notOnThisHost);
    return judged(topic, *value == "2", CheckVerdict::warn, "randomize_va_space is " + *value,
                  "with one fixed layout each run repeats the same luck, and the interval does not "
                  "show it; 'sysctl kernel.randomize_va_space=2'");
}

std::vector<HostCheck> checkMemory(const HostRoots& roots) {
    return {checkHugePages(roots), checkMerging(roots), checkSwap(roots), checkFreeMemory(roots),
            checkRandomisation(roots)};
}

} // namespace twinvirt::bench
