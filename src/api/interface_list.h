#pragma once

#include "model/devices.h"
#include "util/result.h"

namespace twinvirt {

// Changes of the interfaces of a definition; an interface is known by its MAC, as in libvirt.

/// operationFailed when one with its MAC is there already.
Result<void> addInterface(Devices& devices, const NetworkInterface& interface);
/// operationFailed in libvirt's words when there is none with its MAC.
Result<std::size_t> indexOfInterface(const Devices& devices, const NetworkInterface& interface);
Result<void> removeInterface(Devices& devices, const NetworkInterface& interface);
/// What the new one does not say (its name on the host, its alias) stays.
Result<void> replaceInterface(Devices& devices, const NetworkInterface& interface);

} // namespace twinvirt
