#pragma once

#include <optional>
#include <string>

namespace twinvirt {

/// <memory mode='strict' nodeset='0-1'/> in <numatune>: from which nodes of the host memory comes.
struct NumaMemory {
    std::optional<std::string> mode;      ///< strict, preferred, interleave, restrictive
    std::optional<std::string> placement; ///< "auto" alone once completed: numad chooses
    std::optional<std::string> nodeset;   ///< a list as of CPUs, ascending once completed

    bool operator==(const NumaMemory&) const = default;
};

} // namespace twinvirt
