#pragma once

#include "api/driver.h"
#include "api/uri.h"
#include "util/install_paths.h"

#include <functional>
#include <memory>
#include <string>

namespace twinvirt::lxc {

/// The driver of machines, whose libvirt has networks and storage pools: loaded by the first call.
using LibvirtSource = std::function<Result<Driver*>()>;

/// Opens the driver of containers: lxc:///system, or lxc:///embed?root=DIR with all state below
/// DIR. Reads nothing yet, so it succeeds on every host; invalidArgument for another path.
/// `libvirt` is asked when a container is on one of its networks or has one of its volumes.
Result<std::unique_ptr<Driver>> openLxcDriver(const ConnectionUri& uri, const InstallPaths& paths,
                                              LibvirtSource libvirt = {});

/// Cheap: could this name, UUID or id (empty: any) be a container's? For a name two look-ups of a
/// file; a UUID or an id may always be one of ours.
bool mayHaveContainer(const ConnectionUri& uri, const std::string& key);

} // namespace twinvirt::lxc
