#include "fake_driver.h"

#include "util/process.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <unistd.h>

namespace twinvirt::bench {

FakeDriver::~FakeDriver() {
    for (std::thread& guest : guests_)
        guest.join();
}

void FakeDriver::startProcess(const std::string& name) {
    SpawnRequest request;
    request.program = "/bin/sleep";
    request.arguments = {"1000"};
    if (const auto pid = spawnProcess(request))
        processes_[name] = *pid;
}

void FakeDriver::endProcess(const std::string& name) {
    const auto process = processes_.find(name);
    if (process == processes_.end())
        return;
    ::kill(process->second, SIGKILL);
    ::waitpid(process->second, nullptr, 0);
    processes_.erase(process);
}

UniqueFd FakeDriver::startGuest() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return {};
    UniqueFd ours(ends[1]);
    const std::string text =
        behaviour == GuestBehaviour::becomesReady ? says : "panic: no init\r\n";
    guests_.emplace_back([fd = ours.get(), text] {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        // In two pieces: a marker may be cut anywhere.
        const std::size_t half = text.size() / 2;
        static_cast<void>(::send(fd, text.data(), half, MSG_NOSIGNAL));
        static_cast<void>(::send(fd, text.data() + half, text.size() - half, MSG_NOSIGNAL));
        ::shutdown(fd, SHUT_RD);
    });
    if (behaviour == GuestBehaviour::dies) {
        guests_.back().join();
        guests_.pop_back();
    } else {
        silent_.push_back(std::move(ours));
    }
    return UniqueFd(ends[0]);
}

Result<StartedDomain> FakeDriver::createDomain(const DomainDocument& document,
                                               const StartOptions& options) {
    created.push_back(document.definition.name);
    onCreate(static_cast<unsigned>(created.size()));
    if (created.size() >= failsFrom)
        return Error{ErrorCode::operationFailed, "create: the disk is full"};
    if (needsEmulation && !options.emulate)
        return Error{ErrorCode::configUnsupported, "KVM cannot run a guest here"};
    using std::chrono::microseconds;
    StartedDomain started;
    started.record.identity = {document.definition.name, document.definition.uuid.value()};
    started.steps = {{"clone", "prepare", microseconds(100), microseconds(300)},
                     {"mounts", "enter", microseconds(400), microseconds(900)}};
    started.console = startGuest();
    if (hasProcesses)
        startProcess(document.definition.name);
    up.push_back(started.record.identity);
    mostAtOnce = std::max(mostAtOnce, up.size());
    return started;
}

Result<void> FakeDriver::destroyDomain(const DomainIdentity& domain) {
    if (!destroyLeavesIt)
        std::erase(up, domain);
    endProcess(domain.name);
    return {};
}

Result<ShutdownOutcome> FakeDriver::shutdownDomain(const DomainIdentity& domain,
                                                   const ShutdownOptions&) {
    ++shutdowns;
    if (!refusesRequests.empty())
        return Error{ErrorCode::operationUnsupported, refusesRequests};
    if (ignoresShutdown)
        return ShutdownOutcome::requested;
    std::erase(up, domain);
    return ShutdownOutcome::ended;
}

Result<void> FakeDriver::rebootDomain(const DomainIdentity&) {
    if (!refusesRequests.empty())
        return Error{ErrorCode::operationUnsupported, refusesRequests};
    // Of the newest guest; the end of its console is ours.
    guests_.emplace_back([fd = silent_.back().get(), text = says] {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        static_cast<void>(::send(fd, text.data(), text.size(), MSG_NOSIGNAL));
    });
    return {};
}

Result<DomainRecord> FakeDriver::defineDomain(const DomainDocument& document) {
    DomainRecord record;
    record.identity = {document.definition.name, document.definition.uuid.value()};
    defined.push_back(record.identity);
    return record;
}

Result<ClonedDomain> FakeDriver::cloneDomain(const DomainIdentity& domain,
                                             const CloneRequest& request) {
    if (!request.snapshot || std::ranges::find(defined, domain) == defined.end())
        return Error{ErrorCode::noDomain, "no such domain to make a snapshot of"};
    ClonedDomain cloned;
    cloned.record.identity = {request.name, Uuid::random()};
    defined.push_back(cloned.record.identity);
    return cloned;
}

Result<RemovedStorage> FakeDriver::undefineWithStorage(const DomainIdentity& domain) {
    if (defined.empty() || !(defined.back() == domain))
        return Error{ErrorCode::operationInvalid, "another domain is a snapshot of it"};
    defined.pop_back();
    return RemovedStorage{};
}

Result<std::string> FakeDriver::dumpXml(const DomainIdentity& domain, const DumpOptions&) {
    return "<domain type='lxc'><name>" + domain.name +
           "</name><memory "
           "unit='KiB'>1024</memory><os><type>exe</type><init>/sbin/init</init></os></domain>";
}

Result<DomainRecord> FakeDriver::lookupByUuid(const Uuid& uuid) {
    for (const DomainIdentity& identity : up)
        if (identity.uuid == uuid) {
            DomainRecord record;
            record.identity = identity;
            record.state = DomainState::running;
            return record;
        }
    return Error{ErrorCode::noDomain, "Domain not found"};
}

Result<DomainFootprint> FakeDriver::domainFootprint(const DomainIdentity& domain) {
    if (std::find(up.begin(), up.end(), domain) == up.end())
        return Error{ErrorCode::noDomain, "Domain not found"};
    DomainFootprint footprint;
    footprint.acceleration = acceleration;
    if (const auto process = processes_.find(domain.name); process != processes_.end())
        footprint.guest = {process->second};
    return footprint;
}

} // namespace twinvirt::bench
