#pragma once

#include <string_view>
#include <vector>

namespace twinvirt {

struct TreeFile {
    std::string_view path; ///< relative to the tree
    std::string_view content;
    unsigned mode;
};

struct TreeDirectory {
    std::string_view path; ///< relative to the tree
    unsigned mode;
};

/// The directories of a busybox tree, parents first: everything that a driver or a kernel mounts
/// on.
const std::vector<TreeDirectory>& busyboxDirectories();
/// Its files, busybox itself and the links to it excepted.
const std::vector<TreeFile>& busyboxFiles();

} // namespace twinvirt
