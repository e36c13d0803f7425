#include "mock/mock_clones.h"

namespace twinvirt::mock {

static Error notValid(const std::string& reason) {
    return {ErrorCode::operationInvalid, "Requested operation is not valid: " + reason};
}

Result<ClonedDomain> MockClones::cloneDomain(const DomainIdentity& domain,
                                             const CloneRequest& request) {
    auto* original = TRY(world_.find(domain));
    if (original->live)
        return notValid("domain is running; clone needs it shut off");
    auto definition = *original->persistent;
    definition.name = request.name;
    definition.uuid = Uuid::random();
    if (TRY(world_.findForDefinition(definition)) != nullptr)
        return Error{ErrorCode::operationFailed,
                     "operation failed: domain '" + request.name + "' already exists"};
    if (request.snapshot)
        snapshots_.insert(request.name);
    auto& clone = world_.domains().emplace_back();
    clone.persistent = std::move(definition);
    return ClonedDomain{clone.record(), {}};
}

Result<std::vector<FileChange>> MockClones::changedFiles(const DomainIdentity& domain) {
    TRY(world_.find(domain));
    if (snapshots_.count(domain.name) == 0)
        return notValid("the root of domain '" + domain.name + "' is no overlay");
    return std::vector<FileChange>{{FileChange::Kind::changed, "/etc/hostname"},
                                   {FileChange::Kind::deleted, "/etc/motd"},
                                   {FileChange::Kind::added, "/root/\x1b[31mred"}};
}

Result<RemovedStorage> MockClones::undefineWithStorage(const DomainIdentity& domain) {
    auto* found = TRY(world_.find(domain));
    if (found->live)
        return notValid("domain is running; removing its storage needs it shut off");
    world_.remove(*found);
    if (snapshots_.erase(domain.name) != 0)
        return RemovedStorage{{"/var/lib/twinvirt/clones/" + domain.name}, {}};
    return RemovedStorage{{}, {"/srv/" + domain.name}};
}

Result<std::vector<std::string>>
MockClones::removeAbandoned(const std::function<bool(const std::string&)>&) {
    return std::vector<std::string>(); // no clone has storage that could be left
}

} // namespace twinvirt::mock
