#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <string>

namespace twinvirt::lxc {

/// Paths inside a container are hostile (design decision 8): they are resolved by openat2(2) with
/// the container's root as the root, so that neither `..` nor a link leads out, and without the
/// kernel's magic links. A kernel without openat2 is refused.
enum class Links {
    refused, ///< a symbolic link anywhere in the path is an error (CVE-2015-1335)
    inside   ///< links are followed, inside the root
};

/// O_PATH on what is at `path` below `root`; leading slashes are ignored.
Result<UniqueFd> openBelow(int root, const std::string& path, Links links);
/// The same for reading; a fifo does not block.
Result<UniqueFd> openFileBelow(int root, const std::string& path);
/// O_PATH on the directory, which is made with its parents (0755) where it is missing.
Result<UniqueFd> openOrMakeDirectory(int root, const std::string& path, Links links);
/// O_PATH on the file, which is made empty, with its parents, where it is missing.
Result<UniqueFd> openOrMakeFile(int root, const std::string& path, Links links);

/// chdir(2) to it, and no further: "/proc/self/fd/7" must not become a way out (CVE-2024-21626).
/// The caller's own root is `root`.
Result<void> changeDirectory(int root, const std::string& directory);

} // namespace twinvirt::lxc
