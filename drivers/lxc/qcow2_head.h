#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <string>

namespace twinvirt::lxc {

/// By the magic that an image of this format begins with (QEMU's docs/interop/qcow2.txt).
bool isQcow2(const UniqueFd& image);

/// configUnsupported when it is none, or takes its content from another file (a backing file, an
/// external data file): what that names, perhaps the host's own files, would be shown inside.
/// `path` is for messages.
Result<void> checkQcow2(const UniqueFd& image, const std::string& path);

/// The first 256 KiB of the disk in a qcow2 image, in a temporary file as long as the disk: enough
/// for libblkid to tell its file system. Errors as of checkQcow2.
Result<UniqueFd> readQcow2Head(const UniqueFd& image, const std::string& path);

} // namespace twinvirt::lxc
