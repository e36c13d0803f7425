#include "lxc/guest_processes.h"

#include "lxc/cgroup_figures.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <sstream>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

std::string procFile(pid_t pid, const std::string& name) {
    return readFile("/proc/" + std::to_string(pid) + "/" + name).value_or("");
}

/// The pid namespace as the kernel names it, "pid:[4026532201]".
std::string pidNamespace(pid_t pid) {
    std::array<char, 64> target{};
    const std::string link = "/proc/" + std::to_string(pid) + "/ns/pid";
    const ssize_t length = ::readlink(link.c_str(), target.data(), target.size());
    return length > 0 ? std::string(target.data(), static_cast<std::size_t>(length)) : "";
}

/// The numbers of a line "Key:\t1\t2" of /proc/PID/status.
std::vector<long> numbersOf(const std::string& status, const std::string& key) {
    const auto at = status.find("\n" + key + ":");
    std::vector<long> numbers;
    if (at == std::string::npos)
        return numbers;
    const auto end = status.find('\n', at + 1);
    std::istringstream text(status.substr(at + key.size() + 2, end - at - key.size() - 2));
    for (long number = 0; text >> number;)
        numbers.push_back(number);
    return numbers;
}

long firstOf(const std::string& status, const std::string& key) {
    const auto numbers = numbersOf(status, key);
    return numbers.empty() ? 0 : numbers.front();
}

/// The number that the container gives to the process whose numbers, from our namespace inwards,
/// these are: a pid namespace inside the container gives it more.
std::optional<long> insideOf(const std::vector<long>& numbers) {
    return numbers.size() > 1 ? std::optional(numbers[1]) : std::nullopt;
}

/// As /proc/PID/uid_map says; a user whom the container does not have is the kernel's overflow uid.
uid_t userInside(const std::string& uidMap, long hostUser) {
    std::istringstream lines(uidMap);
    for (long inside = 0, outside = 0, count = 0; lines >> inside >> outside >> count;)
        if (hostUser >= outside && hostUser - outside < count)
            return static_cast<uid_t>(hostUser - outside + inside);
    return 65534;
}

std::string commandOf(pid_t pid, const std::string& status) {
    std::string command = procFile(pid, "cmdline");
    while (!command.empty() && command.back() == '\0')
        command.pop_back();
    std::ranges::replace(command, '\0', ' ');
    if (!command.empty())
        return command;
    const auto begin = status.find('\t') + 1; // "Name:\tkworker"
    return "[" + status.substr(begin, status.find('\n') - begin) + "]";
}

/// Fields 3, 14 and 15 of /proc/PID/stat: what follows the name, which may contain anything.
void readStat(pid_t pid, GuestProcess& process) {
    const std::string text = procFile(pid, "stat");
    const auto end = text.rfind(')');
    if (end == std::string::npos)
        return;
    std::istringstream fields(text.substr(end + 1));
    fields >> process.state;
    std::string skipped;
    for (int field = 4; field < 14; ++field)
        fields >> skipped;
    std::int64_t user = 0;
    std::int64_t system = 0;
    fields >> user >> system;
    const std::int64_t tick = 1000000000 / ::sysconf(_SC_CLK_TCK);
    process.cpuTime = std::chrono::nanoseconds((user + system) * tick);
}

struct FoundProcess {
    GuestProcess process;
    long hostParent = 0;
};

std::optional<FoundProcess> readProcess(pid_t pid, const std::string& space,
                                        const std::string& uidMap) {
    const std::string status = procFile(pid, "status");
    const auto inside = insideOf(numbersOf(status, "NSpid"));
    if (!inside || pidNamespace(pid).empty())
        return std::nullopt;
    if (pidNamespace(pid) != space && numbersOf(status, "NSpid").size() < 3)
        return std::nullopt; // in its cgroup, and not (yet) in its namespace
    FoundProcess found;
    found.process.pid = *inside;
    found.process.hostPid = pid;
    found.process.user = userInside(uidMap, firstOf(status, "Uid"));
    found.process.residentKib = static_cast<std::uint64_t>(firstOf(status, "VmRSS"));
    found.process.command = commandOf(pid, status);
    found.hostParent = firstOf(status, "PPid");
    readStat(pid, found.process);
    return found;
}

bool contains(const std::vector<pid_t>& pids, pid_t pid) {
    return std::ranges::find(pids, pid) != pids.end();
}

bool isMeant(pid_t candidate, long pid) {
    const std::string status = procFile(candidate, "status");
    const auto number = insideOf(numbersOf(status, pid < 0 ? "NSpgid" : "NSpid"));
    return number == (pid < 0 ? -pid : pid);
}

} // namespace

std::vector<GuestProcess> listGuestProcesses(const std::vector<CgroupMembership>& cgroups,
                                             pid_t init) {
    const std::string space = pidNamespace(init);
    const std::string uidMap = procFile(init, "uid_map");
    std::vector<FoundProcess> found;
    std::map<long, long> insideOfHost;
    for (const pid_t pid : processesOf(cgroups))
        if (auto process = readProcess(pid, space, uidMap)) {
            insideOfHost[pid] = process->process.pid;
            found.push_back(std::move(*process));
        }
    std::vector<GuestProcess> processes;
    for (auto& one : found) {
        const auto parent = insideOfHost.find(one.hostParent);
        one.process.parentPid = parent == insideOfHost.end() ? 0 : parent->second;
        processes.push_back(std::move(one.process));
    }
    std::ranges::sort(processes, {}, &GuestProcess::pid);
    return processes;
}

Result<void> signalGuestProcess(const std::vector<CgroupMembership>& cgroups, long pid,
                                int signal) {
    bool any = false;
    for (const pid_t candidate : processesOf(cgroups)) {
        if (!isMeant(candidate, pid))
            continue;
        // Its number may have been given away meanwhile: what the pidfd names is looked at again.
        const auto pidfd = openPidfd(candidate);
        if (!pidfd || !isMeant(candidate, pid) || !contains(processesOf(cgroups), candidate))
            continue;
        TRY(sendSignal(pidfd->get(), signal));
        any = true;
    }
    if (!any)
        return Error{ErrorCode::operationFailed,
                     "send signal: the domain has no process" +
                         (pid < 0 ? " group " + std::to_string(-pid) : " " + std::to_string(pid)) +
                         "; 'ps' lists them",
                     ESRCH};
    return {};
}

} // namespace twinvirt::lxc
