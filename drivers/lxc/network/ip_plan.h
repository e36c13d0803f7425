#pragma once

#include "lxc/network/interface_spec.h"
#include "model/ip_configuration.h"
#include "util/result.h"

#include <vector>

namespace twinvirt::lxc {

/// With libvirt's prefixes where none is given: 24, or 64 of IPv6.
Result<std::vector<AddressSpec>> planAddresses(const IpConfiguration& configuration);
/// The same, of a netmask as well; a network of zeros is the default route.
Result<std::vector<RouteSpec>> planRoutes(const IpConfiguration& configuration);

} // namespace twinvirt::lxc
