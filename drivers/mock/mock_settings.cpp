#include "mock/mock_settings.h"

namespace twinvirt::mock {

static Error notValid(const std::string& reason) {
    return {ErrorCode::operationInvalid, "Requested operation is not valid: " + reason};
}

Result<void> MockSettings::setAutostart(const DomainIdentity& identity, bool autostart) {
    auto* domain = TRY(world_.find(identity));
    if (!domain->persistent)
        return notValid("cannot set autostart for transient domain");
    domain->autostart = autostart;
    return {};
}

Result<void> MockSettings::renameDomain(const DomainIdentity& identity, const std::string& name) {
    auto* domain = TRY(world_.find(identity));
    if (name == identity.name)
        return notValid("Can't rename domain to itself");
    if (domain->live)
        return notValid("cannot rename active domain");
    for (const auto& other : world_.domains())
        if (other.identity().name == name)
            return notValid("domain with name '" + name + "' already exists");
    domain->persistent->name = name;
    return {};
}

} // namespace twinvirt::mock
