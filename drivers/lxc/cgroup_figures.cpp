#include "lxc/cgroup_figures.h"

#include "lxc/cgroup_files.h"
#include "util/atomic_file.h"

#include <sys/types.h>

#include <filesystem>
#include <set>
#include <sstream>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

static std::optional<CpuFigures> cpuOfV1(const std::string& directory) {
    const auto total = readNumber(directory + "/cpuacct.usage");
    if (!total)
        return std::nullopt;
    const auto user = readNumber(directory + "/cpuacct.usage_user");
    const auto system = readNumber(directory + "/cpuacct.usage_sys");
    return CpuFigures{std::chrono::nanoseconds(*total), std::chrono::nanoseconds(user.value_or(0)),
                      std::chrono::nanoseconds(system.value_or(0))};
}

static std::optional<CpuFigures> cpuOfV2(const std::string& directory) {
    const auto text = readFile(directory + "/cpu.stat", 16384);
    if (!text)
        return std::nullopt;
    const auto total = readKey(*text, "usage_usec");
    if (!total)
        return std::nullopt;
    return CpuFigures{std::chrono::microseconds(*total),
                      std::chrono::microseconds(readKey(*text, "user_usec").value_or(0)),
                      std::chrono::microseconds(readKey(*text, "system_usec").value_or(0))};
}

std::optional<CpuFigures> readCpuFigures(const std::vector<CgroupMembership>& memberships) {
    for (const auto& membership : memberships)
        if (auto figures = cpuOfV1(directoryOf(membership)))
            return figures;
    for (const auto& membership : memberships)
        if (membership.unified)
            return cpuOfV2(directoryOf(membership));
    return std::nullopt;
}

/// cpuacct.usage_percpu: nanoseconds, one number for each CPU that the host could have.
static std::vector<std::chrono::nanoseconds> readByCpu(const std::string& file) {
    std::vector<std::chrono::nanoseconds> times;
    std::istringstream numbers(readFile(file, 1U << 20U).value_or(""));
    for (std::int64_t time = 0; numbers >> time;)
        times.emplace_back(time);
    return times;
}

std::vector<std::chrono::nanoseconds>
readCpuTimeByCpu(const std::vector<CgroupMembership>& memberships) {
    for (const auto& membership : memberships)
        if (auto times = readByCpu(directoryOf(membership) + "/cpuacct.usage_percpu");
            !times.empty())
            return times;
    return {};
}

static void addProcesses(const std::string& directory, std::set<pid_t>& pids) {
    std::istringstream text(readFile(directory + "/cgroup.procs").value_or(""));
    for (pid_t pid = 0; text >> pid;)
        pids.insert(pid);
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored))
            addProcesses(entry->path().string(), pids);
    }
}

std::vector<pid_t> processesOf(const std::vector<CgroupMembership>& memberships) {
    std::set<pid_t> pids;
    if (!memberships.empty())
        addProcesses(directoryOf(memberships.front()), pids);
    pids.erase(0); // of another pid namespace than ours
    return {pids.begin(), pids.end()};
}

} // namespace twinvirt::lxc
