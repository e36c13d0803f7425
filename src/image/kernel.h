#pragma once

#include "image/progress.h"
#include "util/result.h"

#include <string>

namespace twinvirt {

/// What may be made again: kernels that were fetched (FHS, /var/cache).
inline constexpr const char* systemCacheDirectory = "/var/cache/twinvirt";

struct KernelImage {
    std::string path;    ///< a bzImage that QEMU's -kernel boots
    std::string release; ///< "6.1.0-38-cloud-amd64"
    std::string modules; ///< lib/modules/RELEASE that belongs to it; may be missing
};

/// A kernel for a machine of this host's architecture: the newest /boot/vmlinuz-*, or Debian's
/// cloud kernel package, fetched with apt and unpacked below `cacheDirectory` (not installed; the
/// second call finds it there). Errors name the command that failed and what it printed.
Result<KernelImage> findOrFetchKernel(const std::string& cacheDirectory, Progress& progress);

/// The newest kernel of a root ("/" for the host, or where a package was unpacked): its
/// boot/vmlinuz-* by version (man 3 strverscmp); an empty path when there is none.
KernelImage findKernelBelow(const std::string& root);

} // namespace twinvirt
