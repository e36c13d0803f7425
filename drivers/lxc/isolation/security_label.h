#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <vector>

namespace twinvirt::lxc {

/// Tells the kernel's security modules what the calling process becomes with its next exec
/// (aa_change_onexec(3), setexeccon(3)). `proc` is a mount of procfs that nobody inside can have
/// replaced: a container's own /proc may show other files under these names (CVE-2019-16884).
/// Errors say which profile is not loaded.
Result<void> labelNextExec(int proc, const std::vector<SecurityLabelSpec>& labels);

} // namespace twinvirt::lxc
