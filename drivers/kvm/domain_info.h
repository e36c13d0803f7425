#pragma once

#include "api/domain_types.h"

#include <libvirt/libvirt.h>

namespace twinvirt::kvm {

/// What virsh dominfo shows.
Result<DomainInfo> infoOf(virDomainPtr domain);

} // namespace twinvirt::kvm
