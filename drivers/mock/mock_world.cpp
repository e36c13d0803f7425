#include "mock/mock_world.h"

#include <utility>

namespace twinvirt::mock {

namespace {

/// The domain of libvirt's test:///default.
DomainDefinition testDomain() {
    DomainDefinition definition;
    definition.type = DomainType::test;
    definition.name = "test";
    definition.uuid = Uuid::parse("6695eb01-f6a4-8304-79aa-97f2502e193f");
    definition.memoryKib = 8388608;
    definition.currentMemoryKib = 2097152;
    definition.vcpu.count = 2;
    definition.os.type = "hvm";
    definition.os.arch = "i686";
    definition.os.bootDevices = {"hd"};
    Disk disk;
    disk.source = "/guest/diskimage1";
    disk.targetDevice = "vda";
    disk.targetBus = "virtio";
    definition.devices.disks.push_back(disk);
    NetworkInterface interface;
    interface.type = "network";
    interface.mac = "aa:bb:cc:dd:ee:ff";
    interface.source = "default";
    interface.targetDevice = "testnet0";
    definition.devices.interfaces.push_back(interface);
    return definition;
}

} // namespace

DomainIdentity MockDomain::identity() const {
    return {current().name, current().uuid.value_or(Uuid{})};
}

DomainRecord MockDomain::record() const {
    DomainRecord record;
    record.identity = identity();
    record.type = current().type;
    record.id = id;
    record.state = state;
    record.reason = reason;
    record.persistent = persistent.has_value();
    record.autostart = autostart;
    record.title = current().title;
    return record;
}

MockWorld::MockWorld() {
    auto& domain = domains_.emplace_back();
    domain.persistent = testDomain();
    boot(domain, *domain.persistent, false);
    domain.reason = 0; // as libvirt's: running (unknown)
    events_.clear();
}

Result<MockDomain*> MockWorld::find(const DomainIdentity& identity) {
    for (auto& domain : domains_)
        if (domain.identity() == identity)
            return &domain;
    return Error{ErrorCode::noDomain, "Domain not found: no domain with matching uuid '" +
                                          identity.uuid.toString() + "' (" + identity.name + ")"};
}

Result<MockDomain*> MockWorld::findForDefinition(const DomainDefinition& definition) {
    for (auto& domain : domains_) {
        const auto identity = domain.identity();
        const bool sameUuid = definition.uuid && *definition.uuid == identity.uuid;
        const bool sameName = definition.name == identity.name;
        if (sameUuid && sameName)
            return &domain;
        if (sameUuid)
            return Error{ErrorCode::operationFailed, "operation failed: domain '" + identity.name +
                                                         "' is already defined with uuid " +
                                                         identity.uuid.toString()};
        if (sameName)
            return Error{ErrorCode::operationFailed, "operation failed: domain '" + identity.name +
                                                         "' already exists with uuid " +
                                                         identity.uuid.toString()};
    }
    return nullptr;
}

void MockWorld::boot(MockDomain& domain, const DomainDefinition& definition, bool paused) {
    domain.live = definition;
    domain.id = nextId_++;
    domain.live->id = domain.id;
    domain.state = paused ? DomainState::paused : DomainState::running;
    domain.reason = paused ? reason::pausedStartingUp : reason::runningBooted;
    tell(domain.identity(), 2, 0); // Started Booted
}

void MockWorld::end(MockDomain& domain, int why) {
    tell(domain.identity(), 5, why == reason::shutoffDestroyed ? 1 : 0); // Stopped
    if (!domain.persistent) {
        remove(domain);
        return;
    }
    domain.live.reset();
    domain.id.reset();
    domain.state = DomainState::shutoff;
    domain.reason = why;
}

void MockWorld::tell(const DomainIdentity& domain, int event, int detail) {
    events_.push_back(lifecycleEvent(domain, event, detail));
}

std::vector<DomainEvent> MockWorld::takeEvents() {
    return std::exchange(events_, {});
}

void MockWorld::remove(const MockDomain& domain) {
    domains_.remove_if([&domain](const MockDomain& other) { return &other == &domain; });
}

} // namespace twinvirt::mock
