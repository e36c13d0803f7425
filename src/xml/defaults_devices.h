#pragma once

#include "model/domain_definition.h"

namespace twinvirt {

/// What completeDomainDefinition does to the devices of any kind of domain.
void completeDevices(Devices& devices);
/// What it does to those of a container besides.
void completeContainerDevices(Devices& devices);

} // namespace twinvirt
