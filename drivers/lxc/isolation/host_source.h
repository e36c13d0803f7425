#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <string>

namespace twinvirt::lxc {

/// What a mount is made of on the host. A container that can write to a shared directory could put
/// a link where another one's source is (CVE-2021-30465), so a symbolic link in the path of a
/// source is refused, with the real path as the remedy; except those that the distribution itself
/// has in /, /usr and /var (/lib, /var/run), and in the path of a block device (/dev/disk/by-uuid).

/// O_PATH on `path`. Errors name the path and what to do.
Result<UniqueFd> openSource(const std::string& path);
/// The same for a block device: it has to be one.
Result<UniqueFd> openSourceDevice(const std::string& path);
/// The same for an image: a regular file, open for reading and, unless `readOnly`, for writing.
Result<UniqueFd> openSourceImage(const std::string& path, bool readOnly);

} // namespace twinvirt::lxc
