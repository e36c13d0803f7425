#include "lxc/container_status.h"
#include "lxc/isolation/hook.h"
#include "lxc/isolation/isolation.h"
#include "lxc/isolation/launch.h"
#include "lxc/isolation/release.h"
#include "lxc/supervisor/keeper_exec.h"
#include "lxc/supervisor/supervisor.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <poll.h>
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
    status.steps = std::move(records);
    return status;
}

/// After a restart there is no caller, and nobody who reads is no error.
static void report(const LaunchReport& report) {
    const std::string text = encodeReport(report);
    (void)::send(SupervisorFds::report, text.data(), text.size(), MSG_NOSIGNAL);
    ::dup2(STDIN_FILENO, SupervisorFds::report); // closed, and the number stays taken
}

/// Init ends within milliseconds, nothing follows from its end, and nobody waits to see it: the two
/// execs of a keeper that has nothing to keep are saved. Nobody waits for the look either: the
/// start was reported, and a console's client ends it.
static bool endsAtOnce(const LaunchSpec& spec, const LaunchContext& launch) {
    constexpr int patienceMs = 5;
    const bool persistent = ::access(launch.run.definition().c_str(), F_OK) == 0;
    if (persistent || spec.onPoweroff != LifecycleAction::destroy || !launch.consoleClients.empty())
        return false;
    // Its meaning, destroy, is the keeper's: held back for it.
    sigset_t termination;
    sigemptyset(&termination);
    sigaddset(&termination, SIGTERM);
    sigprocmask(SIG_BLOCK, &termination, nullptr);
    std::array<pollfd, 2> events{
        {{launch.initPidfd.get(), POLLIN, 0}, {launch.consoleListener.get(), POLLIN, 0}}};
    if (::poll(events.data(), events.size(), patienceMs) <= 0 || events[1].revents != 0)
        return false;
    siginfo_t end{};
    const auto pidfd = static_cast<id_t>(launch.initPidfd.get());
    return ::waitid(P_PIDFD, pidfd, &end, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           end.si_code == CLD_EXITED;
}

/// Everything up to the moment at which only the keeper is missing.
static Result<void> launchAndTell(const LaunchSpec& spec, LaunchContext& launch,
                                  const std::string& program) {
    const std::uint64_t origin = monotonicNs();
    std::vector<StepRecord> records;
    TRY(runHook(spec, "prepare", "begin"));
    TRY(runHook(spec, "start", "begin"));
    TRY(launchContainer(launch, isolationSteps(), origin, records));
    if (spec.passedDescriptors != 0) // init has its own copies now
        ::close_range(LaunchSpec::firstPassed, LaunchSpec::firstPassed + spec.passedDescriptors - 1,
                      0);
    const ContainerStatus status = TRY(statusOf(launch, std::move(records)));
    TRY(writeFileAtomically(launch.run.status(), encodeStatus(status), Durability::volatileState));
    TRY(runHook(spec, "started", "begin"));
    report({LaunchReport::Kind::running, status, {}});
    if (endsAtOnce(spec, launch))
        return releaseContainer(launch.run);
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

int superviseLaunch(SupervisorRequest request) {
    const auto spec = readLaunchSpec(request.run);
    if (!spec)
        return failLaunch(request, spec.error());
    // What the caller had open, a lock of its own perhaps, must not stay open as long as we live.
    if (!request.restart)
        ::close_range(LaunchSpec::firstPassed + spec->passedDescriptors, ~0U, 0);
    LaunchContext launch{*spec, request.run};
    launch.consoleListener = std::move(request.consoleListener);
    launch.consoleClients = std::move(request.consoleClients);
    const Result<void> result = launchAndTell(*spec, launch, request.program);
    if (result)
        return 0; // ended and released already
    // Still here: something failed, before the report or (the keeper cannot be run) after it.
    return failLaunch(request, result.error());
}

} // namespace twinvirt::lxc
