#include "fake_driver.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <unistd.h>

namespace twinvirt::bench {

FakeDriver::~FakeDriver() {
    for (std::thread& guest : guests_)
        guest.join();
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
    up.push_back(started.record.identity);
    mostAtOnce = std::max(mostAtOnce, up.size());
    return started;
}

Result<void> FakeDriver::destroyDomain(const DomainIdentity& domain) {
    if (!destroyLeavesIt)
        std::erase(up, domain);
    return {};
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
    return footprint;
}

} // namespace twinvirt::bench
