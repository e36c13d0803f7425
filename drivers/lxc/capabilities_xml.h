#pragma once

#include <string>

namespace twinvirt::lxc {

/// libvirt's <capabilities> document for containers on this host; `emulator` is our supervisor.
std::string capabilitiesXml(const std::string& emulator);

} // namespace twinvirt::lxc
