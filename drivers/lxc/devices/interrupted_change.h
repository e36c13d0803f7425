#pragma once

#include "lxc/domain_lock.h"
#include "lxc/lxc_driver_context.h"

#include <string>

namespace twinvirt::lxc {

/// Brings the devices of a container that runs into order when the client that changed them was
/// killed: the device that came or went is taken away and no file knows it, or, where a process
/// inside holds it, it stays and all of them know it. Nothing to do: no error. Idempotent, so it
/// may be killed as well. `lock` is that of the domain.
Result<void> finishInterruptedChange(DriverContext& context, const std::string& name,
                                     const DomainLock& lock);

/// The same on the way of a command that only looks: nothing when another process is changing the
/// domain, and what fails is left to the next one.
void finishInterruptedChange(DriverContext& context, const std::string& name);

} // namespace twinvirt::lxc
