#pragma once

#include "api/driver.h"
#include "api/uri.h"
#include "util/install_paths.h"

#include <memory>

namespace twinvirt {

/// What a driver that lives in a module (InstallPaths::modules + "/kvm.so") exports under the name
/// driverModuleFactory, with C linkage:
///
///     extern "C" void twinvirtOpenDriver(const twinvirt::ConnectionUri& uri,
///                                        const twinvirt::InstallPaths& paths,
///                                        twinvirt::Result<std::unique_ptr<twinvirt::Driver>>&
///                                        driver);
///
/// It replaces `driver` (handed in as an error) by the open driver or by the reason why there is
/// none. The module is never unloaded, so a Driver may outlive whoever opened it. Module and
/// program are of one build and share one libtwinvirt.so: C++ types may cross.
using OpenDriverFunction = void(const ConnectionUri& uri, const InstallPaths& paths,
                                Result<std::unique_ptr<Driver>>& driver);

inline constexpr const char* driverModuleFactory = "twinvirtOpenDriver";

/// Loads the module and opens its driver. noConnect: "cannot load …: reason".
Result<std::unique_ptr<Driver>> openDriverModule(const std::string& file, const ConnectionUri& uri,
                                                 const InstallPaths& paths);

} // namespace twinvirt
