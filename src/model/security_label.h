#pragma once

#include <optional>
#include <string>

namespace twinvirt {

/// <seclabel type='static' model='selinux' relabel='no'>
struct SecurityLabel {
    std::string type = "dynamic"; ///< dynamic, static, none
    std::optional<std::string> model;
    std::optional<bool> relabel; ///< absent: as the type says
    std::optional<std::string> label;
    std::optional<std::string> baseLabel;
    std::optional<std::string> imageLabel; ///< live only

    bool operator==(const SecurityLabel&) const = default;
};

} // namespace twinvirt
