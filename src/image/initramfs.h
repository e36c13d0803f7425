#pragma once

#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt {

/// A file that is not in the tree but shall be in the archive (a kernel module, another /init).
struct InitramfsFile {
    std::string source; ///< on the host
    std::string target; ///< in the archive, relative ("lib/modules/boot/0-evdev.ko")
    unsigned mode = 0644;
};

/// `none` boots faster where unpacking is dear: under emulation.
enum class InitramfsPacking { gzip, none };

/// Writes the tree as a (gzip'ed) cpio archive (format newc, owners and modes kept, root:root for
/// "/") that a kernel unpacks as its initramfs; /init is a link to the tree's /sbin/init when
/// neither the tree nor `extra` has an /init. Of `extra` a file replaces the tree's of the same
/// name. Atomic: a temporary file, renamed.
Result<void> writeInitramfs(const std::string& tree, const std::string& file,
                            const std::vector<InitramfsFile>& extra = {},
                            InitramfsPacking packing = InitramfsPacking::gzip);

} // namespace twinvirt
