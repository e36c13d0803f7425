#include "lxc/container_status.h"
#include "lxc/isolation/isolation.h"
#include "lxc/isolation/launch.h"
#include "lxc/isolation/release.h"
#include "lxc/supervisor/keeper_exec.h"
#include "lxc/supervisor/supervisor.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <linux/sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

static Result<ContainerStatus> statusOf(const LaunchContext& launch,
                                        std::vector<StepRecord> records) {
    ContainerStatus status;
    status.bootId = TRY(readFile("/proc/sys/kernel/random/boot_id")).substr(0, 36);
    status.initPid = launch.initPid;
    status.initStartTime = TRY(processStartTime(launch.initPid));
    status.supervisorPid = ::getpid();
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    status.startedAtNs = static_cast<std::uint64_t>(now.tv_sec) * 1000000000U +
                         static_cast<std::uint64_t>(now.tv_nsec);
    if (!launch.consoles.empty())
        status.consoleTty = "/proc/" + std::to_string(launch.initPid) + "/root/dev/pts/0";
    status.steps = std::move(records);
    return status;
}

/// After a restart there is no caller, and nobody who reads is no error.
static void report(const LaunchReport& report) {
    const std::string text = encodeReport(report);
    (void)::send(SupervisorFds::report, text.data(), text.size(), MSG_NOSIGNAL);
    ::dup2(STDIN_FILENO, SupervisorFds::report); // closed, and the number stays taken
}

/// Everything up to the moment at which only the keeper is missing.
static Result<void> launchAndTell(const LaunchSpec& spec, LaunchContext& launch,
                                  const std::string& program) {
    const std::uint64_t origin = monotonicNs();
    std::vector<StepRecord> records;
    TRY(launchContainer(launch, isolationSteps(), origin, records));
    const ContainerStatus status = TRY(statusOf(launch, std::move(records)));
    TRY(writeFileAtomically(launch.run.status(), encodeStatus(status), Durability::volatileState));
    report({LaunchReport::Kind::running, status, {}});
    return execKeeper(program, spec, launch);
}

int failLaunch(const SupervisorRequest& request, const Error& error) {
    std::fprintf(stderr, "%s\n", error.message.c_str());
    const auto released = releaseContainer(request.run);
    if (!released)
        std::fprintf(stderr, "%s\n", released.error().message.c_str());
    report({LaunchReport::Kind::failed, {}, error});
    return 1;
}

/// Goes on in a copy of this process that is born in the cgroup (writing a pid to cgroup.procs
/// would stall for 10 ms); the original ends. The copy's pid is the supervisor's from here on.
static Result<void> moveToCgroup(const std::string& directory) {
    if (::mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST)
        return systemError("make cgroup '" + directory + "'");
    const UniqueFd cgroup(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!cgroup)
        return systemError("open cgroup '" + directory + "'");
    clone_args arguments{};
    arguments.flags = CLONE_INTO_CGROUP;
    arguments.exit_signal = SIGCHLD;
    arguments.cgroup = static_cast<std::uint64_t>(cgroup.get());
    const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0)
        return systemError("clone3 into '" + directory + "'");
    if (pid > 0)
        ::_exit(0);
    return {};
}

int superviseLaunch(SupervisorRequest request) {
    const auto spec = readLaunchSpec(request.run);
    if (!spec)
        return failLaunch(request, spec.error());
    if (!spec->supervisorCgroup.empty() && !request.restart)
        if (const auto moved = moveToCgroup(spec->supervisorCgroup); !moved)
            return failLaunch(request, moved.error().within("supervisor"));
    LaunchContext launch{*spec, request.run};
    launch.consoleListener = std::move(request.consoleListener);
    launch.consoleClients = std::move(request.consoleClients);
    const Result<void> result = launchAndTell(*spec, launch, request.program);
    // Still here: something failed, before the report or (the keeper cannot be run) after it.
    return failLaunch(request, result.error());
}

} // namespace twinvirt::lxc
