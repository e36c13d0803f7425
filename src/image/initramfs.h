#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt {

/// Writes the tree as a gzip'ed cpio archive (format newc, owners and modes kept, root:root for
/// "/") that a kernel unpacks as its initramfs; /init is a link to the tree's /sbin/init when the
/// tree has no /init. Atomic: a temporary file, renamed.
Result<void> writeInitramfs(const std::string& tree, const std::string& file);

} // namespace twinvirt
