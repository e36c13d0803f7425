#include "lxc/cgroup_figures.h"

#include "util/atomic_file.h"

#include <sys/types.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <unistd.h>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

static std::string directoryOf(const CgroupMembership& membership) {
    return membership.mountPoint + membership.path;
}

static std::optional<std::uint64_t> readNumber(const std::string& file) {
    const auto text = readFile(file, 4096);
    if (!text)
        return std::nullopt;
    std::uint64_t number = 0;
    std::istringstream stream(*text);
    return stream >> number ? std::optional(number) : std::nullopt;
}

/// The value of a line "key value".
static std::optional<std::uint64_t> readKey(const std::string& text, const std::string& key) {
    std::istringstream lines(text);
    std::string name;
    for (std::uint64_t value = 0; lines >> name >> value;)
        if (name == key)
            return value;
    return std::nullopt;
}

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

static std::string existing(const std::vector<CgroupMembership>& memberships, const char* v1,
                            const char* v2) {
    for (const auto& membership : memberships) {
        auto file = directoryOf(membership) + (membership.unified ? v2 : v1);
        if (::access(file.c_str(), F_OK) == 0)
            return file;
    }
    return "";
}

std::string memoryFile(const std::vector<CgroupMembership>& memberships) {
    return existing(memberships, "/memory.usage_in_bytes", "/memory.current");
}

std::optional<std::uint64_t> readMemoryUsage(const std::vector<CgroupMembership>& memberships) {
    return readNumber(memoryFile(memberships));
}

std::optional<std::uint64_t> readMemoryLimit(const std::vector<CgroupMembership>& memberships) {
    const auto limit = readNumber(existing(memberships, "/memory.limit_in_bytes", "/memory.max"));
    // v1 says "no limit" with the largest number of whole pages.
    constexpr std::uint64_t unlimited = 0x7ffffffffffff000U;
    return limit && *limit < unlimited ? limit : std::nullopt;
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
