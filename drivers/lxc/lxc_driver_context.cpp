#include "lxc/lxc_driver_context.h"

#include "api/definition_head.h"
#include "lxc/devices/interrupted_change.h"
#include "lxc/reconcile.h"
#include "lxc/stale.h"

#include <sys/wait.h>

#include <algorithm>
#include <optional>

namespace twinvirt::lxc {

Error noDomainWithName(const std::string& name) {
    return {ErrorCode::noDomain, "Domain not found: no domain with matching name '" + name + "'"};
}

Error operationInvalid(const std::string& reason) {
    return {ErrorCode::operationInvalid, "Requested operation is not valid: " + reason};
}

void DriverContext::reapSupervisors() {
    std::erase_if(supervisors, [](pid_t pid) { return ::waitpid(pid, nullptr, WNOHANG) != 0; });
}

static constexpr const char* withoutLibvirt =
    "; a network is libvirt's and needs its daemon, a bridge does not: write <interface "
    "type='bridge'>";

static constexpr const char* withoutPools =
    "; a volume is libvirt's and needs its daemon, an image does not: write <filesystem "
    "type='file'> with its path";

static Error withRemedy(Error error, const char* remedy) {
    error.message += remedy;
    return error;
}

static Result<Driver*> open(const LibvirtSource& libvirt) {
    if (!libvirt)
        return Error{ErrorCode::noConnect, "this connection has no libvirt"};
    return libvirt();
}

Result<NetworkDriver*> DriverContext::networkDriver() {
    const auto driver = open(libvirt);
    if (!driver)
        return withRemedy(driver.error(), withoutLibvirt);
    NetworkDriver* networks = (*driver)->networks();
    if (networks == nullptr)
        return withRemedy({ErrorCode::noSupport, "this libvirt has no networks"}, withoutLibvirt);
    return networks;
}

Result<VolumeTarget> DriverContext::volumeTarget(const std::string& pool,
                                                 const std::string& volume) {
    const auto driver = open(libvirt);
    if (!driver)
        return withRemedy(driver.error(), withoutPools);
    StorageDriver* storage = (*driver)->storage();
    if (storage == nullptr)
        return withRemedy({ErrorCode::noSupport, "this libvirt has no storage pools"},
                          withoutPools);
    auto target = storage->volume(pool, volume);
    if (!target && target.error().code == ErrorCode::noConnect)
        return withRemedy(target.error(), withoutPools);
    return target;
}

Result<NetworkTarget> DriverContext::networkTarget(const std::string& network) {
    auto target = TRY(networkDriver())->target(network);
    const bool unreachable = !target && target.error().code != ErrorCode::noNetwork &&
                             target.error().code != ErrorCode::operationInvalid;
    if (!unreachable)
        return target;
    auto error = target.error();
    error.message += withoutLibvirt;
    return error;
}

static DomainRecord liveRecord(const DriverContext& context, DefinitionHead head,
                               const RuntimeState& state) {
    DomainRecord record;
    record.persistent = context.store.contains(head.name);
    record.autostart = context.store.isAutostart(head.name);
    record.identity = {std::move(head.name), head.uuid};
    record.title = std::move(head.title);
    record.id = state.status.supervisorPid;
    record.state = state.frozen ? DomainState::paused : DomainState::running;
    record.reason = state.frozen       ? reason::pausedUser
                    : state.wasResumed ? reason::runningUnpaused
                                       : reason::runningBooted;
    return record;
}

static DomainRecord shutOffRecord(const DriverContext& context, DefinitionHead head) {
    DomainRecord record;
    const bool crashed = context.crashed.count(head.name) != 0;
    record.state = crashed ? DomainState::crashed : DomainState::shutoff;
    record.reason = crashed ? 0 : readLastReason(context.paths, head.name);
    record.autostart = context.store.isAutostart(head.name);
    record.identity = {std::move(head.name), head.uuid};
    record.title = std::move(head.title);
    return record;
}

/// `head` is that of live.xml, where it was read before.
static Result<DomainRecord> recordOf(DriverContext& context, const std::string& name,
                                     std::optional<DefinitionHead> head) {
    const auto directory = context.paths.runDirectory(name);
    const auto state = TRY(readRuntimeState(directory));
    if (state.phase == RuntimeState::Phase::running) {
        finishInterruptedChange(context, name);
        if (head)
            return liveRecord(context, *std::move(head), state);
        auto live = loadDefinitionHead(directory.liveXml());
        if (live)
            return liveRecord(context, std::move(live).value(), state);
        if (live.error().errnum != ENOENT) // it ended while we looked
            return live.error();
    }
    if (state.phase == RuntimeState::Phase::dead) {
        const auto finding = TRY(reconcile(context.paths, context.store, name));
        if (finding == Finding::crashed)
            context.crashed.insert(name);
    }
    auto defined = context.store.head(name);
    if (!defined && defined.error().code == ErrorCode::noDomain)
        removeStaleFiles(context.paths, name);
    return shutOffRecord(context, TRY(std::move(defined)));
}

Result<DomainRecord> recordOf(DriverContext& context, const std::string& name) {
    context.reapSupervisors();
    return recordOf(context, name, std::nullopt);
}

/// The domains that have a run directory. Its name is a file name; the real one is in live.xml.
Result<std::vector<DomainRecord>> activeRecords(DriverContext& context) {
    context.reapSupervisors();
    std::vector<DomainRecord> records;
    for (const auto& fileName : TRY(runDirectoryNames(context.paths))) {
        const RunDirectory directory{context.paths.run() + "/" + fileName};
        auto head = loadDefinitionHead(directory.liveXml());
        // Without live.xml its start has not come far, or its release is almost done.
        auto record = head ? recordOf(context, head->name, *head) : recordOf(context, fileName);
        if (record)
            records.push_back(std::move(record).value());
        else if (record.error().code != ErrorCode::noDomain)
            return record.error();
    }
    return records;
}

static Error definedElsewhere(const std::string& other, const Uuid& uuid) {
    return {ErrorCode::operationFailed, "operation failed: domain '" + other +
                                            "' is already defined with uuid " + uuid.toString()};
}

Result<void> DriverContext::refuseTakenIdentity(const std::string& name, const Uuid& uuid) {
    auto identities = TRY(activeRecords(*this));
    for (const auto& record : identities) {
        const auto& other = record.identity;
        if (other.name == name && other.uuid != uuid)
            return domainExistsWithUuid(name, other.uuid);
        if (other.name != name && other.uuid == uuid)
            return definedElsewhere(other.name, uuid);
    }
    if (store.contains(name)) {
        const auto head = TRY(store.head(name));
        return head.uuid == uuid ? Result<void>() : domainExistsWithUuid(name, head.uuid);
    }
    const auto other = TRY(store.findByUuid(uuid));
    return other ? Result<void>(definedElsewhere(other->name, uuid)) : Result<void>();
}

Result<DomainRecord> requireDomain(DriverContext& context, const DomainIdentity& domain) {
    auto record = TRY(recordOf(context, domain.name));
    if (record.identity.uuid != domain.uuid)
        return Error{ErrorCode::noDomain, "Domain not found: no domain with matching uuid '" +
                                              domain.uuid.toString() + "' (" + domain.name + ")"};
    return record;
}

Result<LiveDomain> requireRunning(DriverContext& context, const DomainIdentity& domain) {
    TRY(requireDomain(context, domain));
    LiveDomain live{context.paths.runDirectory(domain.name), {}};
    live.state = TRY(readRuntimeState(live.directory));
    if (live.state.phase != RuntimeState::Phase::running)
        return operationInvalid("domain is not running");
    return live;
}

} // namespace twinvirt::lxc
