#pragma once

#include "image/progress.h"
#include "util/result.h"

#include <string>

namespace twinvirt {

/// Where a machine that boots from a tree finds its kernel and its initramfs.
struct BootFiles {
    std::string kernel;    ///< DIRECTORY/vmlinuz
    std::string initramfs; ///< DIRECTORY/initramfs.gz
};

/// Writes what boots `tree` as a machine into `directory` (made when missing): a kernel
/// (findOrFetchKernel, cached below `cacheDirectory`) and the tree as its initramfs, with the
/// modules that let the guest hear the power button. Each file is replaced as a whole.
Result<BootFiles> writeBootFiles(const std::string& tree, const std::string& directory,
                                 const std::string& cacheDirectory, Progress& progress);

} // namespace twinvirt
