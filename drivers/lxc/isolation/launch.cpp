#include "lxc/isolation/launch.h"

#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/isolation/fault.h"
#include "lxc/isolation/handshake.h"
#include "lxc/isolation/init_process.h"
#include "util/process.h"
#include "util/rollback.h"

#include <linux/sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <ctime>
#include <unistd.h>

namespace twinvirt::lxc {

std::uint64_t monotonicNs() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1000000000U +
           static_cast<std::uint64_t>(now.tv_nsec);
}

using OutsideHalf = Result<void> (IsolationStep::*)(LaunchContext&);

static Result<void> runAll(const std::vector<StepPointer>& steps, OutsideHalf half,
                           const char* phase, LaunchContext& launch, std::uint64_t originNs,
                           std::vector<StepRecord>& records) {
    for (const StepPointer& step : steps) {
        const std::uint64_t start = monotonicNs();
        TRY_WITHIN(step->name(), faultPoint(step->name(), phase));
        TRY_WITHIN(step->name(), ((*step).*half)(launch));
        const std::uint64_t duration = monotonicNs() - start;
        if (duration > 1000) // a half that does nothing takes less
            records.push_back({std::string(step->name()), phase, start - originNs, duration});
    }
    return {};
}

static Result<pid_t> cloneInit(LaunchContext& launch) {
    clone_args arguments{};
    int pidfd = -1;
    arguments.flags = launch.cloneFlags | CLONE_PIDFD;
    arguments.pidfd = reinterpret_cast<std::uintptr_t>(&pidfd);
    arguments.exit_signal = SIGCHLD;
    if (launch.cgroup >= 0)
        arguments.cgroup = static_cast<std::uint64_t>(launch.cgroup);
    const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
    if (pid < 0)
        return systemError("clone3");
    if (pid > 0) {
        launch.initPid = pid;
        launch.initPidfd = UniqueFd(pidfd);
    }
    return pid;
}

static void killInit(LaunchContext& launch) {
    (void)sendSignal(launch.initPidfd.get(), SIGKILL);
    siginfo_t info{};
    while (::waitid(P_PIDFD, static_cast<id_t>(launch.initPidfd.get()), &info, WEXITED) != 0 &&
           errno == EINTR) {
    }
}

/// Freezes init where it waits after `executing`.
static Result<void> freeze(const LaunchSpec& spec) {
    for (const CgroupMembership& cgroup : spec.cgroups) {
        const std::string directory = cgroup.mountPoint + cgroup.path;
        if (cgroup.unified)
            return writeKernelFile(directory + "/cgroup.freeze", "1");
        if (cgroup.controllers.find("freezer") != std::string::npos)
            return writeKernelFile(directory + "/freezer.state", "FROZEN");
    }
    return Error{ErrorCode::configUnsupported,
                 "start paused: the container is in no cgroup that can be frozen"};
}

static Result<void> awaitRunning(const Handshake& handshake, const LaunchProgress& progress,
                                 const std::vector<StepPointer>& steps, const LaunchSpec& spec) {
    bool executing = false;
    while (true) {
        const auto message = handshake.receive();
        if (!message && message.error().errnum == EPIPE && executing)
            return {};
        if (!message && message.error().errnum == EPIPE) {
            const std::uint32_t current = progress.current;
            const std::string where(current < steps.size() ? steps[current]->name() : "exec");
            return Error{ErrorCode::internalError, where + ": init died in this step"};
        }
        if (!message)
            return message.error();
        if (message->kind == LaunchMessage::Kind::failed)
            return message->error;
        executing = true;
        if (spec.paused) {
            TRY_WITHIN("pause", freeze(spec));
            return handshake.send({LaunchMessage::Kind::proceed, {}});
        }
    }
}

static void recordEnter(const LaunchProgress& progress, const std::vector<StepPointer>& steps,
                        std::uint64_t originNs, std::vector<StepRecord>& records) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& timing = progress.enter[i];
        if (timing.durationNs > 1000)
            records.push_back({std::string(steps[i]->name()), "enter", timing.startNs - originNs,
                               timing.durationNs});
    }
}

Result<void> launchContainer(LaunchContext& launch, const std::vector<StepPointer>& steps,
                             std::uint64_t originNs, std::vector<StepRecord>& records) {
    prepareFaults();
    TRY(runAll(steps, &IsolationStep::prepare, "prepare", launch, originNs, records));
    LaunchProgress* progress = TRY(LaunchProgress::make());
    auto handshake = TRY(Handshake::makePair());
    const std::uint64_t start = monotonicNs();
    const pid_t pid = TRY(cloneInit(launch));
    if (pid == 0) {
        handshake.supervisor.close();
        becomeInit(launch, steps, handshake.init, *progress);
    }
    records.push_back({"clone", "prepare", start - originNs, monotonicNs() - start});
    handshake.init.close();
    Rollback rollback;
    rollback.add([&launch] { killInit(launch); });
    TRY(runAll(steps, &IsolationStep::attach, "attach", launch, originNs, records));
    TRY(handshake.supervisor.send({LaunchMessage::Kind::proceed, {}}));
    TRY(awaitRunning(handshake.supervisor, *progress, steps, launch.spec));
    recordEnter(*progress, steps, originNs, records);
    rollback.dismiss();
    return {};
}

} // namespace twinvirt::lxc
