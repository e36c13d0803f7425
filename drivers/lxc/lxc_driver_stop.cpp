#include "lxc/domain_lock.h"
#include "lxc/end_run.h"
#include "lxc/freezer.h"
#include "lxc/init_process.h"
#include "lxc/layers.h"
#include "lxc/lxc_driver_class.h"
#include "lxc/reconcile.h"
#include "lxc/release_wait.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <csignal>
#include <ctime>
#include <thread>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

constexpr std::chrono::seconds freezePatience{10};

/// Whoever watches the run directory looks at the container again: a v1 freezer tells nobody.
Result<void> markChange(const RunDirectory& directory) {
    return writeFileAtomically(directory.path + "/changed", "", Durability::volatileState);
}

Error isPaused(const std::string& verb) {
    return operationInvalid("domain is paused, so its init cannot " + verb +
                            "; 'resume' it first, or 'destroy' it");
}

using SignalChoice = Result<int> (*)(const InitFacts&);

/// Has init been asked to end before? Then it may be on its way and listen to nobody any more: what
/// is to come afterwards is still open.
bool isGoingDown(const LiveDomain& live) {
    return ::access(live.directory.nextAction().c_str(), F_OK) == 0;
}

/// How long init has lived, by the clock that /proc/PID/stat counts with.
std::chrono::duration<double> ageOfInit(const ContainerStatus& status) {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    constexpr double nanosecondsPerSecond = 1e9;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return std::chrono::duration<double>(static_cast<double>(now.tv_sec) +
                                         static_cast<double>(now.tv_nsec) / nanosecondsPerSecond -
                                         static_cast<double>(status.initStartTime) / ticks);
}

/// An init that has only just begun has its handlers in a moment: 'start' and then 'shutdown' is no
/// mistake. Without the lock, so that nobody waits for it.
void awaitHandlers(const LiveDomain& live, SignalChoice choose) {
    constexpr std::chrono::seconds youth{2};
    const auto& status = live.state.status;
    while (!live.state.frozen && !isGoingDown(live) && ageOfInit(status) < youth) {
        const auto facts = readInitFacts(status.initPid);
        if (!facts || choose(*facts))
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

/// Tells init to end (or to reboot), and the keeper what is to come after.
Result<UniqueFd> signalInit(const LiveDomain& live, SignalChoice choose, const std::string& next) {
    auto init = TRY(openInit(live.state.status));
    const auto facts = TRY(readInitFacts(live.state.status.initPid));
    const auto signal = choose(facts);
    if (!signal && !isGoingDown(live))
        return signal.error();
    TRY(setNextAction(live.directory, next));
    if (signal)
        TRY(sendSignal(init.get(), *signal));
    return init;
}

} // namespace

Result<void> LxcDriver::destroyDomain(const DomainIdentity& domain) {
    TRY(requireDomain(context_, domain));
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    TRY(endRun(context_, domain.name));
    context_.reapSupervisors();
    if (context_.store.contains(domain.name))
        TRY(writeLastReason(context_.paths, domain.name, reason::shutoffDestroyed));
    else // transient, or undefined while it ran
        forgetLayers(context_.paths, domain.name);
    return {};
}

Result<ShutdownOutcome> LxcDriver::shutdownDomain(const DomainIdentity& domain,
                                                  const ShutdownOptions& options) {
    auto live = TRY(requireRunning(context_, domain));
    awaitHandlers(live, shutdownSignal);
    UniqueFd init;
    {
        const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
        live = TRY(requireRunning(context_, domain));
        if (live.state.frozen)
            return isPaused("react");
        init = TRY(signalInit(live, shutdownSignal, "destroy"));
    }
    const auto deadline = std::chrono::steady_clock::now() + options.timeout;
    if (!TRY(waitForExit(init.get(), options.timeout)))
        return ShutdownOutcome::requested;
    // Init has ended; its keeper releases the rest in milliseconds, whatever the user's patience.
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const bool released =
        TRY(waitForRelease(live.directory, live.state.status.supervisorPid,
                           std::max<std::chrono::milliseconds>(left, std::chrono::seconds(1))));
    context_.reapSupervisors();
    return released ? ShutdownOutcome::ended : ShutdownOutcome::requested;
}

Result<void> LxcDriver::rebootDomain(const DomainIdentity& domain) {
    awaitHandlers(TRY(requireRunning(context_, domain)), rebootSignal);
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    const auto live = TRY(requireRunning(context_, domain));
    if (live.state.frozen)
        return isPaused("reboot");
    TRY(signalInit(live, rebootSignal, "restart"));
    return {};
}

Result<void> LxcDriver::suspendDomain(const DomainIdentity& domain) {
    TRY(requireRunning(context_, domain));
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    const auto live = TRY(requireRunning(context_, domain));
    if (live.state.frozen)
        return operationInvalid("domain is already paused");
    TRY(freeze(freezerLink(live.directory), freezePatience));
    return markChange(live.directory);
}

Result<void> LxcDriver::resumeDomain(const DomainIdentity& domain) {
    TRY(requireRunning(context_, domain));
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    const auto live = TRY(requireRunning(context_, domain));
    if (!live.state.frozen)
        return operationInvalid("domain is already running");
    TRY(thaw(freezerLink(live.directory)));
    TRY(writeFileAtomically(resumedMark(live.directory), "", Durability::volatileState));
    return markChange(live.directory);
}

} // namespace twinvirt::lxc
