#pragma once

#include "image/kernel.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// Makes an ext4 image of a tree (mke2fs -d), with a few megabytes free. operationUnsupported,
/// naming the package, without mke2fs.
Result<void> writeExt4Image(const std::string& tree, const std::string& file);

/// Makes the small initramfs with which a machine finds its root on the disk: it loads the modules
/// of the disk and of ext4 (a distribution's kernel has them as modules), mounts /dev/vda read-only
/// and hands over to its /sbin/init, or to the program that `init=` on the command line names.
/// `tree` has the busybox that does it; `work` is a directory that does not exist yet;
/// `moreModules` are loaded besides.
Result<void> writeDiskLoader(const std::string& tree, const std::string& work,
                             const KernelImage& kernel, const std::string& file,
                             const std::vector<std::string>& moreModules);

} // namespace twinvirt::bench
