#pragma once

#include "api/domain_event.h"
#include "model/domain_definition.h"

#include <vector>

namespace twinvirt::lxc {

/// libvirt's events for a change of a live definition: balloon-change for <currentMemory>, and one
/// tunable with all the limits that changed.
std::vector<DomainEvent> eventsOfChange(const DomainIdentity& domain,
                                        const DomainDefinition& before,
                                        const DomainDefinition& after);

} // namespace twinvirt::lxc
