#include "shell/domain_parts.h"

namespace twinvirt {

static Error lacks(const Domain& domain, const std::string& what) {
    return {ErrorCode::operationUnsupported, "Operation not supported: the driver of domain '" +
                                                 domain.record.identity.name + "' (" + domain.kind +
                                                 ") offers no " + what};
}

Result<ResourceControl*> resourcesOf(const Domain& domain) {
    if (auto* resources = domain.driver->resources())
        return resources;
    return lacks(domain, "change of limits");
}

Result<DomainMonitor*> monitorOf(const Domain& domain) {
    if (auto* monitor = domain.driver->monitor())
        return monitor;
    return lacks(domain, "figures");
}

} // namespace twinvirt
