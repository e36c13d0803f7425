#pragma once

#include "api/connection.h"
#include "api/domain_monitor.h"
#include "api/resource_control.h"

namespace twinvirt {

/// The optional parts of the domain's driver; operationUnsupported where it has none.
Result<ResourceControl*> resourcesOf(const Domain& domain);
Result<DomainMonitor*> monitorOf(const Domain& domain);

} // namespace twinvirt
