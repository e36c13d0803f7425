#pragma once

#include "api/driver.h"
#include "api/network_driver.h"
#include "api/uri.h"
#include "util/install_paths.h"

#include <memory>
#include <string>

namespace twinvirt::lxc {

/// Opens the driver of containers: lxc:///system, or lxc:///embed?root=DIR with all state below
/// DIR. Reads nothing yet, so it succeeds on every host; invalidArgument for another path.
/// `networks` is asked when a container has an <interface type='network'>.
Result<std::unique_ptr<Driver>> openLxcDriver(const ConnectionUri& uri, const InstallPaths& paths,
                                              NetworkDriverSource networks = {});

/// Cheap: could this name, UUID or id (empty: any) be a container's? For a name two look-ups of a
/// file; a UUID or an id may always be one of ours.
bool mayHaveContainer(const ConnectionUri& uri, const std::string& key);

} // namespace twinvirt::lxc
