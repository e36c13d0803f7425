#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <string>

namespace twinvirt::lxc {

/// By the magic that an image of this format begins with (QEMU's docs/interop/qcow2.txt).
bool isQcow2(const UniqueFd& image);

/// The first 256 KiB of the disk in a qcow2 image, in a temporary file as long as the disk: enough
/// for libblkid to tell its file system. `path` is for messages. configUnsupported for an image
/// that has a backing file or keeps its data in another one: what it names, perhaps the host's own
/// files, would be shown inside.
Result<UniqueFd> readQcow2Head(const UniqueFd& image, const std::string& path);

} // namespace twinvirt::lxc
