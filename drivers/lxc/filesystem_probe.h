#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// The type of the file system in an image or on a device ("ext4"), as libblkid finds it; empty
/// when there is none, or when two answers are possible.
Result<std::string> detectFilesystem(int fd);

} // namespace twinvirt::lxc
