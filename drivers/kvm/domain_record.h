#pragma once

#include "api/domain_types.h"

#include <libvirt/libvirt.h>

namespace twinvirt::kvm {

/// What a list shows of the domain.
Result<DomainRecord> recordOf(virDomainPtr domain);

Result<DomainIdentity> identityOf(virDomainPtr domain);

/// libvirt's XML; `flags` are virDomainXMLFlags.
Result<std::string> xmlOf(virDomainPtr domain, unsigned flags);

} // namespace twinvirt::kvm
