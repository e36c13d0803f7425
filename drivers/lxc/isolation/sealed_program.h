#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <string>

namespace twinvirt::lxc {

/// The program on a mount of its own that is read-only and attached nowhere: who runs it as
/// "/proc/self/fd/N" cannot be written to through /proc/PID/exe, also when it enters a container
/// (CVE-2019-5736). The number is above those that a child is given.
Result<UniqueFd> sealedProgram(const std::string& path);

} // namespace twinvirt::lxc
