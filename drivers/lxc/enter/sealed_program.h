#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <string>

namespace twinvirt::lxc {

/// A copy of a program in a memfd that nobody can write to any more: what runs inside a container
/// is reached there as /proc/PID/exe, and the file of the host must not be (CVE-2019-5736).
Result<UniqueFd> sealedCopy(const std::string& program);

} // namespace twinvirt::lxc
