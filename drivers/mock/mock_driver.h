#pragma once

#include "api/driver.h"
#include "api/uri.h"
#include "util/install_paths.h"

#include <memory>

namespace twinvirt::mock {

/// A driver whose world is this process's memory, filled as libvirt fills test:///default: one
/// running domain `test`. Shell and API are tested on it without root; a domain of any type is
/// taken. What is made here is gone with the process.
Result<std::unique_ptr<Driver>> openMockDriver(const ConnectionUri& uri, const InstallPaths& paths);

} // namespace twinvirt::mock
