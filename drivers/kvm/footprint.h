#pragma once

#include "api/domain_types.h"
#include "api/uri.h"

#include <libvirt/libvirt.h>

#include <string>

namespace twinvirt::kvm {

/// Where libvirt's QEMU driver keeps NAME.pid and NAME.xml of running machines.
std::string stateDirectory(const ConnectionUri& uri);

/// QEMU's process and its helpers' (virtiofsd, swtpm…), each verified against what it was started
/// for; the memory file of the cgroup, when libvirt made one; "kvm" or "tcg" from the live
/// definition. operationInvalid when it does not run.
Result<DomainFootprint> footprintOf(virDomainPtr domain, const std::string& stateDirectory);

} // namespace twinvirt::kvm
