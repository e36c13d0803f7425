#pragma once

#include "image/progress.h"
#include "util/result.h"

#include <string>

namespace twinvirt {

struct KernelImage {
    std::string path;    ///< a bzImage that QEMU's -kernel boots
    std::string release; ///< "6.1.0-38-cloud-amd64"
};

/// A kernel for a machine of this host's architecture: the newest /boot/vmlinuz-*, or Debian's
/// cloud kernel package, fetched with apt and unpacked below `cacheDirectory` (not installed; the
/// second call finds it there). Errors name the command that failed and what it printed.
Result<KernelImage> findOrFetchKernel(const std::string& cacheDirectory, Progress& progress);

} // namespace twinvirt
