#pragma once

#include "guest/machine.h"
#include "util/result.h"

#include <string>

namespace twinvirt::test {

/// Builds a Debian machine with this build of twinvirt installed: the tree (fetched once, kept in
/// `cache`), the image and the initramfs. The machine runs inside.sh and powers itself off.
Result<MachineSpec> makeDebianGuest(const std::string& cache, const std::string& logDirectory);

} // namespace twinvirt::test
