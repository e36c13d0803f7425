#include "lxc/container_spec.h"
#include "lxc/domain_lock.h"
#include "lxc/elements.h"
#include "lxc/end_run.h"
#include "lxc/freezer.h"
#include "lxc/init_process.h"
#include "lxc/launcher.h"
#include "lxc/layers.h"
#include "lxc/lxc_driver_class.h"
#include "lxc/reconcile.h"
#include "lxc/release_wait.h"
#include "util/rollback.h"

namespace twinvirt::lxc {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds releasePatience{10};

/// Under the domain's lock: whatever stood there is released, or the domain runs.
Result<void> requireStopped(const DriverContext& context, const std::string& name) {
    const auto directory = context.paths.runDirectory(name);
    auto state = TRY(readRuntimeState(directory));
    const bool ending = state.phase == RuntimeState::Phase::running && !openInit(state.status);
    if (ending) { // init has ended and its keeper is about to release it
        (void)waitForRelease(directory, state.status.supervisorPid, releasePatience);
        state = TRY(readRuntimeState(directory));
    }
    if (state.phase == RuntimeState::Phase::dead)
        TRY_WITHIN("release what is left of '" + name + "'",
                   releaseDead(context.paths, name, context.store.contains(name)));
    else if (state.phase != RuntimeState::Phase::absent)
        return operationInvalid("domain is already running");
    return {};
}

Result<StartedDomain> start(DriverContext& context, GuestAccess& guest,
                            const DomainDefinition& definition, const StartOptions& options,
                            Clock::time_point began) {
    const LaunchOptions launch{.paused = options.paused || options.attachConsole,
                               .passDescriptors = options.passDescriptors};
    auto launched = TRY(startContainer(context, definition, launch, began));
    Rollback rollback; // the caller will not know of a container whose start it was told failed
    rollback.add([&] { (void)endRun(context, definition.name); });
    context.crashed.erase(definition.name);
    StartedDomain started;
    started.steps = std::move(launched.steps);
    const DomainIdentity identity{definition.name, definition.uuid.value_or(Uuid{})};
    const auto directory = context.paths.runDirectory(definition.name);
    started.record.identity = identity;
    started.record.title = definition.title;
    started.record.id = launched.status.supervisorPid;
    started.record.persistent = context.store.contains(definition.name);
    started.record.autostart = context.store.isAutostart(definition.name);
    started.record.state = options.paused ? DomainState::paused : DomainState::running;
    started.record.reason = options.paused ? reason::pausedUser : reason::runningBooted;
    if (options.autodestroy)
        TRY(watchForAutodestroy(context, directory, launched.status));
    if (options.attachConsole) {
        started.console = TRY(guest.openConsole(identity, "", twinvirt::ConsoleAccess::normal));
        if (options.consoleWindow.rows != 0)
            TRY(guest.resizeConsole(identity, "", options.consoleWindow));
        if (!options.paused)
            TRY(thaw(freezerLink(directory)));
    }
    rollback.dismiss();
    return started;
}

} // namespace

Result<StartedDomain> LxcDriver::createDomain(const DomainDocument& document,
                                              const StartOptions& options) {
    const auto began = Clock::now();
    auto definition = document.definition;
    TRY(refuseElements(document.fileName, checkElements(definition)));
    TRY(checkDomainName(definition.name));
    if (!definition.uuid)
        definition.uuid = Uuid::random();
    definition.id.reset();
    TRY_WITHIN(document.fileName, checkContainer(definition));
    const auto lock = TRY(DomainLock::acquire(context_.paths, definition.name));
    TRY(requireStopped(context_, definition.name));
    TRY(context_.refuseTakenIdentity(definition.name, *definition.uuid));
    TRY(recordLayers(context_.paths, definition));
    return start(context_, guest_, definition, options, began);
}

Result<StartedDomain> LxcDriver::startDomain(const DomainIdentity& domain,
                                             const StartOptions& options) {
    const auto began = Clock::now();
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    const auto definition = TRY(context_.store.load(domain.name));
    if (definition.uuid != domain.uuid)
        return noDomainWithName(domain.name);
    TRY(requireStopped(context_, domain.name));
    TRY(refuseElements(context_.store.fileOf(domain.name), checkElements(definition)));
    return start(context_, guest_, definition, options, began);
}

} // namespace twinvirt::lxc
