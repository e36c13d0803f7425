#include "kvm/start.h"

#include "kvm/console_stream.h"
#include "kvm/domain_record.h"
#include "kvm/domain_summary.h"
#include "kvm/emulation.h"
#include "kvm/flags.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"
#include "kvm/probe/kvm_probe.h"
#include "kvm/step_clock.h"
#include "util/rollback.h"

#include <thread>

namespace twinvirt::kvm {

namespace {

unsigned flagsFor(const StartOptions& options) {
    return flagIf(options.paused || options.attachConsole, VIR_DOMAIN_START_PAUSED) |
           flagIf(options.autodestroy, VIR_DOMAIN_START_AUTODESTROY);
}

Result<void> refusePassed(const StartOptions& options) {
    if (options.passDescriptors.empty())
        return {};
    return Error{
        ErrorCode::argumentUnsupported,
        "a machine has no process that descriptors could be passed to; give it a <disk>, a "
        "<channel> or a <filesystem> instead",
        0};
}

/// Whether this start has to be emulated; an error when it would have to and must not be.
Result<bool> needsEmulation(DomainType type, const StartOptions& options) {
    if (type != DomainType::kvm)
        return false;
    const auto verdict = probedKvm({}, probeCacheDirectory());
    if (verdict.works)
        return false;
    if (options.emulate)
        return true;
    return Error{ErrorCode::configUnsupported,
                 "<domain type='kvm'>: KVM cannot run a guest on this host: " + verdict.reason +
                     "; write <domain type='qemu'>, or start it with --emulate (both run it under "
                     "TCG, many times slower)",
                 0};
}

/// What follows once the domain is there, paused when a console is wanted: attach, let it go.
Result<StartedDomain> finish(DomainHandle domain, const StartOptions& options, StepClock& clock) {
    if (!domain)
        return lastLibvirtError();
    Rollback rollback;
    rollback.add([&domain] { virDomainDestroy(domain.get()); });
    StartedDomain started;
    if (options.attachConsole) {
        started.console = TRY(clock.step("console", [&domain] {
            return openConsoleStream(domain.get(), "", ConsoleAccess::normal);
        }));
        if (!options.paused)
            TRY(clock.step("resume", [&domain]() -> Result<void> {
                if (virDomainResume(domain.get()) < 0)
                    return lastLibvirtError();
                return {};
            }));
    }
    started.record = TRY(recordOf(domain.get()));
    started.steps = clock.steps();
    rollback.dismiss();
    return started;
}

} // namespace

Result<StartedDomain> startTransient(virConnectPtr connection, const std::string& xml,
                                     const StartOptions& options) {
    TRY(refusePassed(options));
    StepClock clock;
    const auto type = TRY(summarizeDomainXml(xml)).type;
    const bool emulated = TRY(clock.step("probe", [&] { return needsEmulation(type, options); }));
    const std::string live = emulated ? TRY(rewriteForEmulation(xml)) : xml;
    auto domain = TRY(clock.step("libvirt", [&]() -> Result<DomainHandle> {
        DomainHandle handle(virDomainCreateXML(connection, live.c_str(),
                                               flagsFor(options) | VIR_DOMAIN_START_VALIDATE));
        if (!handle)
            return lastLibvirtError();
        return handle;
    }));
    return finish(std::move(domain), options, clock);
}

Result<StartedDomain> startPersistent(virDomainPtr domain, const StartOptions& options) {
    TRY(refusePassed(options));
    StepClock clock;
    const auto xml = TRY(xmlOf(domain, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE));
    const auto type = TRY(summarizeDomainXml(xml)).type;
    // Of a running domain libvirt says better than the probe why it cannot be started.
    const bool emulated = virDomainIsActive(domain) != 1 &&
                          TRY(clock.step("probe", [&] { return needsEmulation(type, options); }));
    // virDomainCreateXML of an inactive domain's name and UUID runs the given definition and keeps
    // the persistent one.
    const std::string live = emulated ? TRY(rewriteForEmulation(xml)) : "";
    auto running = TRY(clock.step("libvirt", [&]() -> Result<DomainHandle> {
        if (emulated)
            return DomainHandle(
                virDomainCreateXML(virDomainGetConnect(domain), live.c_str(), flagsFor(options)));
        if (virDomainCreateWithFlags(domain, flagsFor(options)) < 0)
            return lastLibvirtError();
        virDomainRef(domain);
        return DomainHandle(domain);
    }));
    return finish(std::move(running), options, clock);
}

Result<ShutdownOutcome> waitForEnd(virDomainPtr domain, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (true) {
        const int active = virDomainIsActive(domain);
        if (active < 0) {
            // A transient domain that has ended is not there any more.
            auto error = lastLibvirtError();
            if (error.code == ErrorCode::noDomain)
                return ShutdownOutcome::ended;
            return error;
        }
        if (active == 0)
            return ShutdownOutcome::ended;
        if (std::chrono::steady_clock::now() >= deadline)
            return ShutdownOutcome::requested;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

} // namespace twinvirt::kvm
