#include "mock/mock_driver.h"

#include "mock/mock_clones.h"
#include "mock/mock_devices.h"
#include "mock/mock_guest.h"
#include "mock/mock_host.h"
#include "mock/mock_interfaces.h"
#include "mock/mock_monitor.h"
#include "mock/mock_resources.h"
#include "mock/mock_settings.h"
#include "mock/mock_world.h"
#include "xml/domain_xml.h"

#include <fcntl.h>
#include <functional>

namespace twinvirt::mock {

namespace {

Error notValid(const std::string& reason) {
    return {ErrorCode::operationInvalid, "Requested operation is not valid: " + reason};
}

class MockDriver : public Driver {
  public:
    explicit MockDriver(const ConnectionUri& uri)
        : uri_(uri.toString()), guest_(world_), clones_(world_), settings_(world_),
          resources_(world_), monitor_(world_) {}

    std::string uri() const override { return uri_; }
    HostFacts& host() override { return host_; }
    GuestAccess& guest() override { return guest_; }
    DomainClones* clones() override { return &clones_; }
    DomainSettings& settings() override { return settings_; }
    ResourceControl* resources() override { return &resources_; }
    DomainMonitor* monitor() override { return &monitor_; }
    DeviceChanges* deviceChanges() override { return &devices_; }
    DomainInterfaces* interfaces() override { return &interfaces_; }

    Result<std::vector<ElementNote>> check(const DomainDefinition& definition) override;
    Result<std::vector<DomainRecord>> listDomains(const ListFilter& filter) override;
    Result<DomainRecord> lookupByName(const std::string& name) override;
    Result<DomainRecord> lookupByUuid(const Uuid& uuid) override;
    Result<DomainRecord> lookupById(long id) override;
    Result<DomainRecord> defineDomain(const DomainDocument& document) override;
    Result<void> undefineDomain(const DomainIdentity& identity) override;
    Result<std::string> dumpXml(const DomainIdentity& identity, const DumpOptions&) override;
    Result<StartedDomain> createDomain(const DomainDocument&, const StartOptions&) override;
    Result<StartedDomain> startDomain(const DomainIdentity&, const StartOptions&) override;
    Result<ShutdownOutcome> shutdownDomain(const DomainIdentity&, const ShutdownOptions&) override;
    Result<void> rebootDomain(const DomainIdentity& identity) override;
    Result<void> destroyDomain(const DomainIdentity& identity) override;
    Result<void> suspendDomain(const DomainIdentity& identity) override;
    Result<void> resumeDomain(const DomainIdentity& identity) override;
    Result<DomainInfo> domainInfo(const DomainIdentity& identity) override;
    Result<DomainStats> domainStats(const DomainIdentity&, const StatsGroups&) override;
    Result<DomainFootprint> domainFootprint(const DomainIdentity& identity) override;

  private:
    Result<DomainRecord> lookup(const std::function<bool(const DomainRecord&)>& matches);
    Result<MockDomain*> findLive(const DomainIdentity& identity);
    Result<StartedDomain> boot(MockDomain& domain, const DomainDefinition& definition,
                               const StartOptions& options);

    std::string uri_;
    MockWorld world_;
    MockHost host_;
    MockGuest guest_;
    MockClones clones_;
    MockSettings settings_;
    MockResources resources_;
    MockMonitor monitor_;
    MockDevices devices_{world_};
    MockInterfaces interfaces_{world_};
};

/// So that the shell's way with notes can be tested: a kept element is one that is ignored here,
/// and a direct interface is refused.
Result<std::vector<ElementNote>> MockDriver::check(const DomainDefinition& definition) {
    std::vector<ElementNote> notes;
    for (const auto& kept : definition.devices.kept)
        notes.push_back({"devices/" + kept.name, kept.line, Treatment::ignored,
                         "kept but has no effect in the mock driver"});
    for (const auto& interface : definition.devices.interfaces)
        if (interface.type == "direct")
            notes.push_back({"devices/interface", interface.line, Treatment::refused,
                             "type 'direct' does not work in the mock driver; use type 'network'"});
    return notes;
}

Result<std::vector<DomainRecord>> MockDriver::listDomains(const ListFilter& filter) {
    std::vector<DomainRecord> records;
    for (const auto& domain : world_.domains())
        if (domain.live ? filter.active : filter.inactive)
            records.push_back(domain.record());
    return records;
}

Result<DomainRecord> MockDriver::lookup(const std::function<bool(const DomainRecord&)>& matches) {
    for (const auto& domain : world_.domains())
        if (auto record = domain.record(); matches(record))
            return record;
    return Error{ErrorCode::noDomain, "Domain not found"};
}

Result<DomainRecord> MockDriver::lookupByName(const std::string& name) {
    return lookup([&](const DomainRecord& record) { return record.identity.name == name; });
}

Result<DomainRecord> MockDriver::lookupByUuid(const Uuid& uuid) {
    return lookup([&](const DomainRecord& record) { return record.identity.uuid == uuid; });
}

Result<DomainRecord> MockDriver::lookupById(long id) {
    return lookup([&](const DomainRecord& record) { return record.id == id; });
}

Result<MockDomain*> MockDriver::findLive(const DomainIdentity& identity) {
    auto* domain = TRY(world_.find(identity));
    if (!domain->live)
        return notValid("domain is not running");
    return domain;
}

Result<DomainRecord> MockDriver::defineDomain(const DomainDocument& document) {
    auto* domain = TRY(world_.findForDefinition(document.definition));
    if (domain == nullptr)
        domain = &world_.domains().emplace_back();
    const bool known = domain->persistent.has_value();
    domain->persistent = document.definition;
    world_.tell(domain->identity(), 0, known ? 1 : 0); // Defined Added, Updated
    return domain->record();
}

Result<void> MockDriver::undefineDomain(const DomainIdentity& identity) {
    auto* domain = TRY(world_.find(identity));
    if (!domain->persistent)
        return notValid("cannot undefine transient domain");
    world_.tell(identity, 1, 0); // Undefined Removed
    if (!domain->live)
        world_.remove(*domain);
    else
        domain->persistent.reset();
    return {};
}

Result<std::string> MockDriver::dumpXml(const DomainIdentity& identity,
                                        const DumpOptions& options) {
    const auto* domain = TRY(world_.find(identity));
    const bool inactive = options.inactive && domain->persistent;
    return formatDomainDefinition(inactive ? *domain->persistent : domain->current(),
                                  {options.inactive || !domain->live});
}

Result<StartedDomain> MockDriver::boot(MockDomain& domain, const DomainDefinition& definition,
                                       const StartOptions& options) {
    for (const int fd : options.passDescriptors)
        if (::fcntl(fd, F_GETFD) < 0)
            return Error{ErrorCode::invalidArgument,
                         "pass descriptor " + std::to_string(fd) + ": it is not open here"};
    world_.boot(domain, definition, options.paused);
    StartedDomain started;
    started.record = domain.record();
    if (options.attachConsole)
        started.console = TRY(guest_.openConsole(domain.identity(), "", ConsoleAccess::normal));
    return started;
}

Result<StartedDomain> MockDriver::createDomain(const DomainDocument& document,
                                               const StartOptions& options) {
    auto* domain = TRY(world_.findForDefinition(document.definition));
    if (domain != nullptr && domain->live)
        return notValid("domain '" + document.definition.name + "' is already active");
    if (domain == nullptr)
        domain = &world_.domains().emplace_back();
    return boot(*domain, document.definition, options);
}

Result<StartedDomain> MockDriver::startDomain(const DomainIdentity& identity,
                                              const StartOptions& options) {
    auto* domain = TRY(world_.find(identity));
    if (domain->live)
        return notValid("domain is already running");
    return boot(*domain, *domain->persistent, options);
}

Result<ShutdownOutcome> MockDriver::shutdownDomain(const DomainIdentity& identity,
                                                   const ShutdownOptions&) {
    world_.end(*TRY(findLive(identity)), reason::shutoffShutdown);
    return ShutdownOutcome::ended;
}

Result<void> MockDriver::rebootDomain(const DomainIdentity& identity) {
    auto* domain = TRY(findLive(identity));
    domain->state = DomainState::running;
    domain->reason = reason::runningBooted;
    return {};
}

Result<void> MockDriver::destroyDomain(const DomainIdentity& identity) {
    world_.end(*TRY(findLive(identity)), reason::shutoffDestroyed);
    return {};
}

Result<void> MockDriver::suspendDomain(const DomainIdentity& identity) {
    auto* domain = TRY(findLive(identity));
    if (domain->state == DomainState::paused)
        return notValid("domain is already paused");
    domain->state = DomainState::paused;
    domain->reason = reason::pausedUser;
    world_.tell(identity, 3, 0); // Suspended Paused
    return {};
}

Result<void> MockDriver::resumeDomain(const DomainIdentity& identity) {
    auto* domain = TRY(findLive(identity));
    if (domain->state == DomainState::running)
        return notValid("domain is already running");
    domain->state = DomainState::running;
    domain->reason = reason::runningUnpaused;
    world_.tell(identity, 4, 0); // Resumed Unpaused
    return {};
}

Result<DomainInfo> MockDriver::domainInfo(const DomainIdentity& identity) {
    const auto* domain = TRY(world_.find(identity));
    const auto& definition = domain->current();
    DomainInfo info;
    info.record = domain->record();
    info.osType = definition.os.type;
    info.vcpus = definition.vcpu.count;
    if (domain->live)
        info.cpuTime = std::chrono::milliseconds(1500);
    info.maxMemoryKib = definition.memoryKib;
    info.usedMemoryKib = definition.currentMemoryKib.value_or(definition.memoryKib);
    return info;
}

Result<DomainStats> MockDriver::domainStats(const DomainIdentity& identity,
                                            const StatsGroups& groups) {
    const auto info = TRY(domainInfo(identity));
    DomainStats stats;
    const auto add = [&stats](const char* key, std::uint64_t value) {
        stats.push_back({key, std::to_string(value)});
    };
    if (groups.state) {
        add("state.state", static_cast<std::uint64_t>(info.record.state));
        add("state.reason", static_cast<std::uint64_t>(info.record.reason));
    }
    if (groups.cpu && info.cpuTime)
        add("cpu.time", static_cast<std::uint64_t>(info.cpuTime->count()));
    if (groups.balloon) {
        add("balloon.current", info.usedMemoryKib);
        add("balloon.maximum", info.maxMemoryKib);
    }
    if (groups.vcpu) {
        add("vcpu.current", info.vcpus);
        add("vcpu.maximum", info.vcpus);
    }
    return stats;
}

Result<DomainFootprint> MockDriver::domainFootprint(const DomainIdentity& identity) {
    TRY(world_.find(identity));
    return DomainFootprint{};
}

} // namespace

Result<std::unique_ptr<Driver>> openMockDriver(const ConnectionUri& uri, const InstallPaths&) {
    return std::unique_ptr<Driver>(std::make_unique<MockDriver>(uri));
}

} // namespace twinvirt::mock
