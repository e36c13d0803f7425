#pragma once

#include "model/devices.h"
#include "util/result.h"
#include "xml/xml_source.h"

#include <string>

namespace twinvirt {

/// One device of its own: a document whose root is an element of <devices>.
struct DeviceDefinition {
    std::string element; ///< "interface", "filesystem", …
    Devices devices;     ///< with this one device (and the console that every container has)
};

/// Reads, checks and completes it as a part of a container's definition; errors as of
/// readDomainDefinition.
Result<DeviceDefinition> readContainerDevice(const XmlSource& source);

/// <interface …>…</interface>, indented.
std::string formatInterface(const NetworkInterface& interface);

} // namespace twinvirt
