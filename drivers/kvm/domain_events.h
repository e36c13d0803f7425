#pragma once

#include "api/domain_event.h"

#include <libvirt/libvirt.h>

#include <memory>

namespace twinvirt::kvm {

/// libvirt's domain events, from its event loop's thread into a queue. Keeps the connection open;
/// take() fails once libvirtd has gone.
Result<std::unique_ptr<EventStream>> watchMachines(virConnectPtr connection);

} // namespace twinvirt::kvm
