#include "lxc/cgroup/cgroup_join.h"

#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/cgroup_figures.h"
#include "util/atomic_file.h"

#include <cerrno>
#include <string>

namespace twinvirt::lxc {

static constexpr int mostRounds = 100;

/// A line "4:cpu,cpuacct:/machine/lxc-web.twinvirt" of /proc/PID/cgroup.
static bool isMember(pid_t pid, const CgroupMembership& cgroup) {
    const auto text = readFile("/proc/" + std::to_string(pid) + "/cgroup").value_or("");
    return text.find(":" + cgroup.controllers + ":" + cgroup.path + "\n") != std::string::npos;
}

Result<void> joinCgroup(const CgroupMembership& cgroup, const CgroupMembership& home) {
    TRY(makeCgroup(cgroup));
    const std::string file = cgroup.mountPoint + cgroup.path + "/cgroup.procs";
    for (int round = 0; round < mostRounds; ++round) {
        bool moved = false;
        for (const pid_t pid : processesOf({home})) {
            if (isMember(pid, cgroup))
                continue;
            const auto written = writeKernelFile(file, std::to_string(pid));
            if (!written && written.error().errnum != ESRCH)
                return written.error();
            moved = moved || written.has_value();
        }
        if (!moved)
            return {};
    }
    return Error{ErrorCode::operationTimeout,
                 "join '" + cgroup.mountPoint + cgroup.path +
                     "': the container starts processes faster than they can be moved"};
}

} // namespace twinvirt::lxc
