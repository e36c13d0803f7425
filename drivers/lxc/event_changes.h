#pragma once

#include "api/domain_event.h"
#include "model/domain_definition.h"

#include <vector>

namespace twinvirt::lxc {

/// libvirt's events for a change of a live definition: balloon-change for <currentMemory>, one
/// tunable with all the limits that changed, and device-added or device-removed for each device.
std::vector<DomainEvent> eventsOfChange(const DomainIdentity& domain,
                                        const DomainDefinition& before,
                                        const DomainDefinition& after);

} // namespace twinvirt::lxc
