#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// A name for the host's end of a link that no link had before: "vif12", from a counter in
/// `counterFile`. The end of a container that ended vanishes some time after it, with its network
/// namespace; a name that is given away again before that would be in the way. libvirt's prefix
/// (vnet) is left to libvirt, which takes the lowest name that is free.
Result<std::string> nextLinkName(const std::string& counterFile);

} // namespace twinvirt::lxc
