#pragma once

#include "api/domain_clones.h"
#include "lxc/launch_spec.h"
#include "util/result.h"

#include <vector>

namespace twinvirt::lxc {

/// What an overlay's upper directory holds against the layers below it, sorted by path: a whiteout
/// (a character device 0:0) is a deleted file, an opaque directory hides what is below it, anything
/// else is added or changed. A file that was only copied up, or a directory that is the same but
/// for its time, is no change. The upper directory is the container's to fill: nothing in it is
/// followed. Needs root, for the attributes "trusted.overlay.*".
Result<std::vector<FileChange>> changesOfOverlay(const MountSpec& overlay);

} // namespace twinvirt::lxc
