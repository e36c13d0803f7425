#pragma once

#include "lxc/network/interface_spec.h"
#include "lxc/network/link.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// operationUnsupported, naming the property, when `wanted` differs from `old` in something that an
/// interface cannot change while its container runs.
Result<void> checkInterfaceUpdate(const InterfaceSpec& old, const InterfaceSpec& wanted);

/// Makes of a veth whose end on the host is `name` what `wanted` says: its bridge, VLANs,
/// isolation, limits and cable. A half of it may be done after an error; the opposite update takes
/// it back.
Result<void> updateHostEnd(NetlinkSocket& socket, const InterfaceSpec& old,
                           const InterfaceSpec& wanted, const std::string& name, int guest);

} // namespace twinvirt::lxc
