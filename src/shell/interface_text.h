#pragma once

#include "api/connection.h"
#include "model/network_interface.h"

#include <string>
#include <vector>

namespace twinvirt {

/// The interfaces of a domain as its XML has them; of the persistent definition with `inactive`.
Result<std::vector<NetworkInterface>> interfacesOf(const Domain& domain, bool inactive);

/// The one whose MAC, or whose name on the host, is `key`; the error is virsh's.
Result<NetworkInterface> findInterface(const std::vector<NetworkInterface>& interfaces,
                                       const std::string& key);

/// 52:54:00:12:34:56, the shell's way to tell a MAC from a name.
bool isMac(const std::string& text);

} // namespace twinvirt
