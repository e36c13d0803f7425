#include "lxc/end_run.h"

#include "lxc/freezer.h"
#include "lxc/init_process.h"
#include "lxc/reconcile.h"
#include "lxc/release_wait.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <csignal>
#include <thread>

namespace twinvirt::lxc {

namespace {

constexpr std::chrono::seconds destroyPatience{10};

/// SIGKILL to init: the kernel ends its whole pid namespace. A frozen v1 cgroup holds it back.
void killContainer(const RunDirectory& directory, const ContainerStatus& status) {
    if (const auto init = openInit(status))
        (void)sendSignal(init->get(), SIGKILL);
    (void)thaw(freezerLink(directory));
}

/// A supervisor that does not end is ended: what it did not release, the caller does.
void killSupervisor(const RunDirectory& directory, pid_t supervisor) {
    const auto pidfd = openPidfd(supervisor);
    if (!pidfd || !FileLock::isHeld(directory.alive()).value_or(false))
        return;
    (void)sendSignal(pidfd->get(), SIGKILL);
    (void)waitForExit(pidfd->get(), destroyPatience);
}

/// A start whose caller was killed goes on without it (we hold the domain's lock): it comes to its
/// end, one way or the other.
Result<RuntimeState> settledState(const RunDirectory& directory) {
    const auto deadline = std::chrono::steady_clock::now() + destroyPatience;
    while (true) {
        auto state = TRY(readRuntimeState(directory));
        if (state.phase != RuntimeState::Phase::starting ||
            std::chrono::steady_clock::now() > deadline)
            return state;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

Result<void> setNextAction(const RunDirectory& directory, const std::string& action) {
    return writeFileAtomically(directory.nextAction(), action + "\n", Durability::volatileState);
}

Result<void> endRun(DriverContext& context, const std::string& name) {
    const auto directory = context.paths.runDirectory(name);
    auto state = TRY(settledState(directory));
    if (state.phase == RuntimeState::Phase::absent)
        return operationInvalid("domain is not running");
    if (state.phase == RuntimeState::Phase::starting)
        return Error{ErrorCode::resourceBusy,
                     "destroy: the domain's supervisor is still starting it; try again"};
    if (state.phase == RuntimeState::Phase::running) {
        TRY(setNextAction(directory, "destroy"));
        killContainer(directory, state.status);
        if (!TRY(waitForRelease(directory, state.status.supervisorPid, destroyPatience)))
            killSupervisor(directory, state.status.supervisorPid);
        state = TRY(readRuntimeState(directory));
    }
    if (state.phase != RuntimeState::Phase::absent)
        TRY(releaseDead(context.paths, name, context.store.contains(name)));
    return {};
}

} // namespace twinvirt::lxc
