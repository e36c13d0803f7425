#pragma once

#include "api/domain_types.h"

#include <libvirt/libvirt.h>

#include <string>

namespace twinvirt::kvm {

/// Runs the persistent definition. A <domain type='kvm'> on a host whose KVM runs no guest is
/// refused (configUnsupported, what the probe found and two ways on) or, with options.emulate, runs
/// under TCG: its live definition is of type qemu, the persistent one stays as it is.
Result<StartedDomain> startPersistent(virDomainPtr domain, const StartOptions& options);

/// The same for a document that is defined nowhere.
Result<StartedDomain> startTransient(virConnectPtr connection, const std::string& xml,
                                     const StartOptions& options);

/// Waits for the domain to end, looking every 20 ms; `requested` when it still runs after
/// `timeout`.
Result<ShutdownOutcome> waitForEnd(virDomainPtr domain, std::chrono::milliseconds timeout);

} // namespace twinvirt::kvm
