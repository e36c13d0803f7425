#include "benchmark/run/host_facts.h"

#include "util/atomic_file.h"

#include <sys/statfs.h>
#include <sys/utsname.h>

#include <sstream>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {

using Facts = std::vector<std::pair<std::string, std::string>>;

static std::string firstLine(const std::string& file) {
    const auto text = readFile(file);
    return text ? text->substr(0, text->find('\n')) : "";
}

/// The value of the first line "key : value" or "key=value".
static std::string valueIn(const std::string& file, const std::string& key, char separator) {
    std::istringstream lines(readFile(file).value_or(std::string()));
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key))
            continue;
        const auto mark = line.find(separator);
        const auto begin = line.find_first_not_of(" \t\"", mark + 1);
        const auto end = line.find_last_not_of(" \t\"");
        if (mark != std::string::npos && begin != std::string::npos)
            return line.substr(begin, end - begin + 1);
    }
    return "";
}

static std::string cgroupLayout() {
    constexpr long cgroup2Magic = 0x63677270; // linux/magic.h
    struct statfs status {};
    if (::statfs("/sys/fs/cgroup", &status) == 0 && status.f_type == cgroup2Magic)
        return "v2";
    const bool hybrid = ::access("/sys/fs/cgroup/unified/cgroup.procs", F_OK) == 0;
    return hybrid ? "hybrid (controllers on v1)" : "v1";
}

/// "[always] madvise never" says that "always" is chosen.
static std::string chosenIn(const std::string& file) {
    const std::string line = firstLine(file);
    const auto open = line.find('[');
    const auto close = line.find(']');
    if (open == std::string::npos || close == std::string::npos)
        return line;
    return line.substr(open + 1, close - open - 1);
}

static std::string memoryTotal() {
    const std::string kib = valueIn("/proc/meminfo", "MemTotal", ':');
    const double gib = std::strtod(kib.c_str(), nullptr) / (1024.0 * 1024.0);
    std::ostringstream text;
    text.precision(3);
    text << gib << " GiB";
    return text.str();
}

static std::string virtualisation() {
    const bool guest = (" " + valueIn("/proc/cpuinfo", "flags", ':') + " ").find(" hypervisor ") !=
                       std::string::npos;
    if (!guest)
        return "";
    const std::string product = firstLine("/sys/class/dmi/id/product_name");
    const std::string vendor = firstLine("/sys/class/dmi/id/sys_vendor");
    const std::string both = vendor + (vendor.empty() || product.empty() ? "" : " ") + product;
    return both.empty() ? "a hypervisor of unknown make" : both;
}

Facts hostFacts(const std::string& guestKernel) {
    utsname names{};
    ::uname(&names);
    const std::string load = firstLine("/proc/loadavg");
    const Facts all{
        {"host name", names.nodename},
        {"virtualisation", virtualisation()},
        {"processor", valueIn("/proc/cpuinfo", "model name", ':')},
        {"CPUs", std::to_string(std::thread::hardware_concurrency())},
        {"memory", memoryTotal()},
        {"system", valueIn("/etc/os-release", "PRETTY_NAME", '=')},
        {"kernel", std::string(names.release) + " " + names.version},
        {"kernel of the machines", guestKernel},
        {"cgroups", cgroupLayout()},
        {"clock source",
         firstLine("/sys/devices/system/clocksource/clocksource0/current_clocksource")},
        {"CPU governor", firstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")},
        {"huge pages", chosenIn("/sys/kernel/mm/transparent_hugepage/enabled")},
        {"same-page merging", firstLine("/sys/kernel/mm/ksm/run") == "1" ? "on" : "off"},
        {"load before", load.substr(0, load.find(' '))},
    };
    Facts known;
    for (const auto& fact : all)
        if (!fact.second.empty())
            known.push_back(fact);
    return known;
}

std::string hypervisorOf(Driver& driver) {
    const auto version = driver.host().version();
    if (!version || version->hypervisor.empty())
        return "";
    const unsigned long packed = version->hypervisorVersion;
    return version->hypervisor + " " + std::to_string(packed / 1000000) + "." +
           std::to_string(packed / 1000 % 1000) + "." + std::to_string(packed % 1000);
}

} // namespace twinvirt::bench
