#include "lxc/cgroup_release.h"

#include "util/atomic_file.h"
#include "util/process.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <thread>

namespace twinvirt::lxc {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// The directory and all below it, the deepest first.
static std::vector<std::string> treeBottomUp(const std::string& directory) {
    std::vector<std::string> found;
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (!entry->is_symlink(ignored) && entry->is_directory(ignored)) {
            const auto below = treeBottomUp(entry->path().string());
            found.insert(found.end(), below.begin(), below.end());
        }
    }
    found.push_back(directory);
    return found;
}

static std::vector<pid_t> tasksOf(const std::string& directory) {
    std::vector<pid_t> pids;
    std::istringstream text(readFile(directory + "/cgroup.procs").value_or(""));
    for (pid_t pid = 0; text >> pid;)
        if (pid > 0)
            pids.push_back(pid);
    return pids;
}

static void writeIfThere(const std::string& file, std::string_view value) {
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (fd && ::write(fd.get(), value.data(), value.size()) < 0)
        return; // what could not be killed is seen when the directory is removed
}

static void killProcesses(const std::string& directory) {
    for (const pid_t pid : tasksOf(directory)) {
        const auto pidfd = openPidfd(pid);
        const auto now = tasksOf(directory); // is the number still the same process?
        for (const pid_t other : now)
            if (pidfd && other == pid)
                (void)sendSignal(pidfd->get(), SIGKILL);
    }
    // SIGKILL leaves a frozen task of v1 standing.
    writeIfThere(directory + "/freezer.state", "THAWED");
}

static Result<void> releaseDirectory(const std::string& top, Clock::time_point deadline) {
    auto pause = std::chrono::microseconds(100);
    while (fs::exists(top)) {
        writeIfThere(top + "/cgroup.kill", "1");
        const auto directories = treeBottomUp(top);
        for (const auto& directory : directories)
            if (::rmdir(directory.c_str()) != 0 && errno == EBUSY)
                killProcesses(directory);
        if (!fs::exists(top))
            break;
        if (Clock::now() > deadline)
            return Error{ErrorCode::operationTimeout,
                         "remove cgroup '" + top + "': still in use by " +
                             std::to_string(tasksOf(top).size()) +
                             " processes that do not end (waiting for a device?)"};
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds(5000));
    }
    return {};
}

Result<void> releaseCgroups(const std::vector<CgroupMembership>& memberships,
                            std::chrono::milliseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    // Thaw first: the v1 freezer may hold what another hierarchy's directory is about to kill.
    for (const auto& membership : memberships)
        writeIfThere(membership.mountPoint + membership.path + "/freezer.state", "THAWED");
    for (const auto& membership : memberships)
        if (membership.path.size() > 1 && membership.path.find("/../") == std::string::npos)
            TRY(releaseDirectory(membership.mountPoint + membership.path, deadline));
    return {};
}

} // namespace twinvirt::lxc
