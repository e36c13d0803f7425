#pragma once

#include "image/progress.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt {

/// The line that the init of a tree of ours prints on its console once it is up (the benchmark's
/// *ready*): "twinvirt: ready".
inline constexpr const char* readyMarker = "twinvirt: ready";

/// A busybox root in `directory` (made; refused when it exists and is not empty): the host's static
/// busybox and its applets, /etc with inittab, passwd, group, rcS; busybox init boots it in a
/// container and in a machine alike, prints readyMarker, and offers a login shell on the console.
/// Under a second. Rolled back on failure.
Result<void> createBusyboxTree(const std::string& directory, Progress& progress);

/// A Debian root made by mmdebstrap (minbase + systemd-sysv and what a container needs), about
/// half a minute, and `include`: further packages. `suite` as "bookworm". Rolled back on failure.
Result<void> createDebianTree(const std::string& directory, const std::string& suite,
                              Progress& progress, const std::vector<std::string>& include = {});

} // namespace twinvirt
