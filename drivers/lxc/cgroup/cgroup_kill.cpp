#include "lxc/cgroup/cgroup_kill.h"

#include "lxc/cgroup/cgroup_tree.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <functional>
#include <unistd.h>

namespace twinvirt::lxc {

static void forEachCgroup(const std::string& directory,
                          const std::function<void(const std::string&)>& visit) {
    DIR* stream = ::opendir(directory.c_str());
    if (stream == nullptr)
        return;
    visit(directory);
    while (const dirent* entry = ::readdir(stream)) {
        const std::string name = entry->d_name;
        if (entry->d_type == DT_DIR && name != "." && name != "..")
            forEachCgroup(directory + "/" + name, visit);
    }
    ::closedir(stream);
}

static std::vector<pid_t> processesIn(const std::string& directory) {
    std::vector<pid_t> pids;
    const std::string text = readFile(directory + "/cgroup.procs").value_or("");
    for (const char* cursor = text.c_str(); *cursor != '\0';) {
        char* end = nullptr;
        const long pid = std::strtol(cursor, &end, 10);
        if (end == cursor)
            break;
        if (pid > 0) // 0: of a pid namespace that we do not see
            pids.push_back(static_cast<pid_t>(pid));
        cursor = *end == '\n' ? end + 1 : end;
    }
    return pids;
}

/// The pidfd is opened first and the membership looked at again: the number may have become
/// another's between the two.
static void killMember(pid_t pid, const std::string& path) {
    const auto pidfd = openPidfd(pid);
    if (!pidfd)
        return;
    const std::string text = readFile("/proc/" + std::to_string(pid) + "/cgroup").value_or("");
    if (text.find(":" + path) != std::string::npos)
        (void)sendSignal(pidfd->get(), SIGKILL);
}

/// How many processes were still found.
static std::size_t killMembers(const CgroupMembership& cgroup) {
    std::size_t count = 0;
    forEachCgroup(cgroup.mountPoint + cgroup.path, [&](const std::string& directory) {
        for (const pid_t pid : processesIn(directory)) {
            ++count;
            killMember(pid, cgroup.path);
        }
    });
    return count;
}

/// SIGKILL leaves a task that a v1 freezer holds standing; thawed after the signal, it dies before
/// its next instruction.
static void thaw(const CgroupMembership& cgroup) {
    if (cgroup.unified || cgroup.controllers.find("freezer") == std::string::npos)
        return;
    forEachCgroup(cgroup.mountPoint + cgroup.path, [](const std::string& directory) {
        (void)writeKernelFile(directory + "/freezer.state", "THAWED");
    });
}

Result<void> killCgroups(const std::vector<CgroupMembership>& cgroups, int timeoutMs) {
    for (const CgroupMembership& cgroup : cgroups) {
        if (!cgroup.unified)
            continue;
        const auto killed = writeKernelFile(cgroup.mountPoint + cgroup.path + "/cgroup.kill", "1");
        if (!killed && killed.error().errnum != ENOENT)
            return killed.error();
    }
    while (true) {
        std::size_t left = 0;
        std::string where;
        for (const CgroupMembership& cgroup : cgroups) {
            const std::size_t found = killMembers(cgroup);
            if (found != 0)
                where = cgroup.mountPoint + cgroup.path;
            left += found;
        }
        for (const CgroupMembership& cgroup : cgroups)
            thaw(cgroup);
        if (left == 0)
            return {};
        if (timeoutMs-- <= 0)
            return Error{ErrorCode::operationTimeout,
                         "kill: processes in '" + where + "' do not end"};
        ::usleep(1000);
    }
}

} // namespace twinvirt::lxc
