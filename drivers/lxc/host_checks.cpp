#include "lxc/host_checks.h"

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

int tryInChild(int (*attempt)()) {
    const pid_t pid = ::fork();
    if (pid < 0)
        return errno;
    if (pid == 0)
        ::_exit(attempt());
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

HostCheck hostCheck(const std::string& topic, CheckVerdict verdict, const std::string& detail,
                    const std::string& remedy) {
    return {"LXC", topic, verdict, detail, verdict == CheckVerdict::pass ? "" : remedy};
}

namespace {

template <int flag>
int tryUnshare() {
    return ::unshare(flag) == 0 ? 0 : errno;
}

struct NamespaceCheck {
    const char* name;
    int (*attempt)();
    CheckVerdict otherwise; ///< fail: no container without it
    const char* remedy;
};

constexpr const char* rootRemedy = "run as root, on a kernel that is built with it";

constexpr std::array<NamespaceCheck, 7> namespaceChecks{{
    {"mount", tryUnshare<CLONE_NEWNS>, CheckVerdict::fail, rootRemedy},
    {"pid", tryUnshare<CLONE_NEWPID>, CheckVerdict::fail, rootRemedy},
    {"uts", tryUnshare<CLONE_NEWUTS>, CheckVerdict::fail, rootRemedy},
    {"ipc", tryUnshare<CLONE_NEWIPC>, CheckVerdict::fail, rootRemedy},
    {"network", tryUnshare<CLONE_NEWNET>, CheckVerdict::warn,
     "load or build CONFIG_NET_NS; until then containers share the host's network"},
    {"cgroup", tryUnshare<CLONE_NEWCGROUP>, CheckVerdict::fail, rootRemedy},
    {"user", tryUnshare<CLONE_NEWUSER>, CheckVerdict::warn,
     "allow it with 'sysctl user.max_user_namespaces=15000'; needed for <idmap> only"},
}};

} // namespace

std::vector<HostCheck> checkNamespaces() {
    std::vector<HostCheck> checks;
    for (const auto& check : namespaceChecks) {
        const int error = tryInChild(check.attempt);
        checks.push_back(hostCheck(std::string("for namespace '") + check.name + "'",
                                   error == 0 ? CheckVerdict::pass : check.otherwise,
                                   error == 0 ? "tried" : std::strerror(error), check.remedy));
    }
    return checks;
}

std::vector<HostCheck> checkSeccomp() {
    const std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
    const bool filters = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
    return {hostCheck("for seccomp filters", filters ? CheckVerdict::pass : CheckVerdict::fail,
                      filters ? "tried" : std::strerror(errno),
                      "use a kernel with CONFIG_SECCOMP_FILTER")};
}

std::vector<HostCheck> checkCgroups(const CgroupLayout& layout) {
    struct Wanted {
        const char* controller;
        CheckVerdict otherwise;
        const char* remedy;
    };
    static constexpr std::array<Wanted, 8> wanted{{
        {"memory", CheckVerdict::fail,
         "boot with 'cgroup_enable=memory', or mount the controller: <memory> is a limit"},
        {"cpu", CheckVerdict::warn, "mount the controller; <cputune> needs it"},
        {"cpuset", CheckVerdict::warn, "mount the controller; <vcpu cpuset=> needs it"},
        {"cpuacct", CheckVerdict::warn, "mount it, or a cgroup2 tree, for CPU times"},
        {"devices", CheckVerdict::warn,
         "mount it: without it only missing device nodes keep a container from devices"},
        {"freezer", CheckVerdict::warn, "mount it, or a cgroup2 tree: 'suspend' needs it"},
        {"blkio", CheckVerdict::warn, "mount the controller ('io' of v2)"},
        {"pids", CheckVerdict::warn, "mount the controller"},
    }};
    std::vector<HostCheck> checks;
    const auto* unified = layout.unified();
    for (const auto& one : wanted) {
        const std::string name = one.controller;
        std::string detail = layout.describe(name);
        if (detail.empty() && name == "blkio")
            detail = layout.describe("io");
        const bool builtIn = name == "freezer" || name == "cpuacct";
        if (detail.empty() && builtIn && unified != nullptr)
            detail = "part of v2 at " + unified->mountPoint;
        checks.push_back(hostCheck("for cgroup '" + name + "' controller support",
                                   detail.empty() ? one.otherwise : CheckVerdict::pass,
                                   detail.empty() ? "not mounted" : detail, one.remedy));
    }
    checks.push_back(hostCheck("for the cgroup v2 tree",
                               unified != nullptr ? CheckVerdict::pass : CheckVerdict::warn,
                               unified != nullptr ? "at " + unified->mountPoint : "not mounted",
                               "mount -t cgroup2: containers are then killed and frozen at once"));
    return checks;
}

} // namespace twinvirt::lxc
