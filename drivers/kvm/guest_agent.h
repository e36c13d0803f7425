#pragma once

#include "api/domain_types.h"

#include <libvirt/libvirt.h>

namespace twinvirt::kvm {

/// GuestAccess::execute by the guest agent's guest-exec (qemu-ga(8)): see KvmGuest::execute. When
/// no agent answers, the error says how to have one and what works without.
Result<int> executeByAgent(virDomainPtr domain, const ExecRequest& request);

} // namespace twinvirt::kvm
