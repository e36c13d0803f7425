#include "lxc/enter/joined_child.h"

#include "lxc/enter/terminal_relay.h"
#include "lxc/isolation/credentials.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/security_label.h"
#include "lxc/isolation/signals.h"

#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

struct CgroupFds {
    std::vector<UniqueFd> tasks; ///< v1
    UniqueFd unified;
};

Result<CgroupFds> openCgroups(const std::vector<EnterCgroup>& cgroups) {
    CgroupFds fds;
    for (const auto& cgroup : cgroups) {
        const std::string path = cgroup.directory + (cgroup.unified ? "" : "/tasks");
        const int flags = cgroup.unified ? O_RDONLY | O_DIRECTORY : O_WRONLY;
        UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC));
        if (!fd)
            return systemError("open cgroup '" + path + "'");
        if (cgroup.unified)
            fds.unified = std::move(fd);
        else
            fds.tasks.push_back(std::move(fd));
    }
    return fds;
}

/// Into its v2 cgroup the child is born: writing a pid to cgroup.procs stalls for 10 ms.
pid_t cloneInto(const UniqueFd& unified) {
    clone_args arguments{};
    arguments.exit_signal = SIGCHLD;
    if (unified) {
        arguments.flags = CLONE_INTO_CGROUP;
        arguments.cgroup = static_cast<std::uint64_t>(unified.get());
    }
    return static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
}

Result<void> joinCgroups(const CgroupFds& fds, int init) {
    for (const auto& tasks : fds.tasks)
        if (::write(tasks.get(), "0", 1) != 1)
            return systemError("join a cgroup");
    // Only now: seen from inside the namespace, where we came from does not exist.
    if (::setns(init, CLONE_NEWCGROUP) != 0)
        return systemError("setns(cgroup)");
    return {};
}

Result<void> takeTerminal(const Terminal& terminal) {
    if (!terminal.slave)
        return {};
    if (::ioctl(terminal.slave.get(), TIOCSCTTY, 0) != 0)
        return systemError("ioctl(TIOCSCTTY)");
    for (const int fd : {0, 1, 2})
        if ((fd != 2 || terminal.forErrors) && ::dup2(terminal.slave.get(), fd) < 0)
            return systemError("dup2");
    return {};
}

/// A change of user clears it, so it is called again. `caller` is a pipe that ends with the caller:
/// it may be gone before the signal is armed.
Result<void> dieWithCaller(int caller) {
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return systemError("prctl(PR_SET_PDEATHSIG)");
    pollfd end{caller, POLLIN, 0};
    if (::poll(&end, 1, 0) != 0)
        ::_exit(126);
    return {};
}

/// As login(1) does for whoever is named, unless the caller said otherwise.
void setHome(EnterRequest& request, const UserIds& ids) {
    if (request.user.empty() || ids.home.empty())
        return;
    for (auto& variable : request.environment)
        if (variable == "HOME=/") // what every container's init has
            variable = "HOME=" + ids.home;
}

/// What was opened on the host, before its mounts are left.
struct HostFds {
    CgroupFds cgroups;
    UniqueFd proc; ///< the host's: the container's own may show anything
};

Result<void> becomeGuest(EnterRequest& request, const HostFds& host, int init,
                         const Terminal& terminal, int caller) {
    ::prctl(PR_SET_DUMPABLE, 0);
    TRY(dieWithCaller(caller));
    TRY(joinCgroups(host.cgroups, init));
    TRY(labelNextExec(host.proc.get(), request.securityLabels));
    if (::setsid() < 0) // the caller's terminal is not ours to push input into (TIOCSTI)
        return systemError("setsid");
    const UniqueFd root(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root)
        return systemError("open /");
    const auto ids = TRY(lookUpUser(root.get(), request.user, ""));
    setHome(request, ids);
    TRY(takeTerminal(terminal));
    ::umask(022);
    TRY(changeDirectory(root.get(), request.directory.empty() ? "/" : request.directory));
    resetSignals();
    TRY(setLimits(0, request.limits));
    if (request.personality != 0 && ::personality(request.personality) < 0)
        return systemError("personality");
    // As late as this: from here on we are nobody on the host.
    if (request.userNamespace && ::setns(init, CLONE_NEWUSER) != 0)
        return systemError("setns(user)");
    if (terminal.slave && ids.user != 0 &&
        ::fchown(terminal.slave.get(), ids.user, static_cast<gid_t>(-1)) != 0)
        return systemError("fchown(terminal)");
    TRY(takeOnCredentials(request.capabilities, ids));
    TRY(dieWithCaller(caller));
    if (::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr) < 0 && errno != ENOSYS)
        return systemError("keyctl(KEYCTL_JOIN_SESSION_KEYRING)");
    if (request.noNewPrivileges)
        TRY(forbidNewPrivileges());
    TRY(installFilter(request.seccompFilter));
    if (::syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        return systemError("close_range");
    return {};
}

/// A terminal belongs to who opens it.
Result<Terminal> openTerminalFor(uid_t user, gid_t group) {
    ::setfsgid(group);
    ::setfsuid(user);
    auto terminal = openContainerTerminal();
    ::setfsuid(0);
    ::setfsgid(0);
    return terminal;
}

std::vector<char*> pointersTo(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (const auto& string : strings)
        pointers.push_back(const_cast<char*>(string.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

std::string pathOf(const std::vector<std::string>& environment) {
    for (const auto& variable : environment)
        if (variable.starts_with("PATH="))
            return variable.substr(5);
    return "/bin:/sbin";
}

/// Looks the command up as a shell does and executes it; returns the errno when that fails.
int executeCommand(const EnterRequest& request) {
    const auto arguments = pointersTo(request.command);
    const auto environment = pointersTo(request.environment);
    const std::string& name = request.command.front();
    const auto attempt = [&](const std::string& path) {
        ::execve(path.c_str(), arguments.data(), environment.data());
        return errno;
    };
    if (name.find('/') != std::string::npos)
        return attempt(name);
    const std::string path = pathOf(request.environment) + ":";
    int worst = ENOENT;
    for (std::size_t begin = 0; begin < path.size();) {
        const auto end = path.find(':', begin);
        const int error = attempt(path.substr(begin, end - begin) + "/" + name);
        if (error != ENOENT && error != ENOTDIR)
            worst = error;
        begin = end + 1;
    }
    return worst;
}

[[noreturn]] void runChild(EnterRequest request, const HostFds& host, int init,
                           const Terminal& terminal, int caller) {
    const auto ready = becomeGuest(request, host, init, terminal, caller);
    if (!ready) {
        ::dprintf(2, "error: exec: %s\n", ready.error().message.c_str());
        ::_exit(126);
    }
    const int error = executeCommand(request);
    ::dprintf(2, "error: exec '%s': %s\n", request.command.front().c_str(), std::strerror(error));
    ::_exit(error == ENOENT ? 127 : 126);
}

} // namespace

Result<JoinedChild> startInside(const EnterRequest& request, int init) {
    HostFds host;
    host.cgroups = TRY(openCgroups(request.cgroups));
    host.proc.reset(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!host.proc)
        return systemError("open /proc");
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return systemError("pipe");
    const UniqueFd caller(ends[0]);
    JoinedChild joined;
    joined.lifeline.reset(ends[1]);
    const int namespaces = CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS |
                           (request.ownTime ? CLONE_NEWTIME : 0);
    if (::setns(init, namespaces) != 0)
        return systemError("setns(all namespaces of the container)");
    Terminal terminal;
    if (request.terminal)
        terminal = TRY(openTerminalFor(request.rootUser, request.rootGroup));
    joined.pid = cloneInto(host.cgroups.unified);
    if (joined.pid < 0)
        return systemError("clone3 into the container's cgroup");
    if (joined.pid == 0) {
        joined.lifeline.reset();
        runChild(request, host, init, terminal, caller.get());
    }
    joined.master = std::move(terminal.master);
    return joined;
}

} // namespace twinvirt::lxc
