#include "lxc/cgroup_layout.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace twinvirt::lxc {

static std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream{std::string(text)};
    for (std::string part; std::getline(stream, part, separator);)
        if (!part.empty())
            parts.push_back(part);
    return parts;
}

bool CgroupHierarchy::has(std::string_view controller) const {
    return std::find(controllers.begin(), controllers.end(), controller) != controllers.end();
}

const CgroupHierarchy* CgroupLayout::find(std::string_view controller) const {
    for (const auto& hierarchy : hierarchies)
        if (hierarchy.has(controller))
            return &hierarchy;
    return nullptr;
}

const CgroupHierarchy* CgroupLayout::unified() const {
    for (const auto& hierarchy : hierarchies)
        if (hierarchy.unified)
            return &hierarchy;
    return nullptr;
}

std::string CgroupLayout::describe(std::string_view controller) const {
    const auto* hierarchy = find(controller);
    if (hierarchy == nullptr)
        return "";
    return std::string(hierarchy->unified ? "v2" : "v1") + " at " + hierarchy->mountPoint;
}

/// The controllers among the super block's options: all that is no option of the file system.
static std::vector<std::string> controllersOf(std::string_view options) {
    static constexpr std::array<std::string_view, 8> others{
        "rw", "ro", "xattr", "noprefix", "clone_children", "nsdelegate", "all", "none"};
    auto names = split(options, ',');
    std::erase_if(names, [](const std::string& name) {
        return std::find(others.begin(), others.end(), name) != others.end() ||
               name.starts_with("release_agent=") || name.starts_with("memory_");
    });
    return names;
}

CgroupLayout CgroupLayout::fromMountInfo(std::string_view text) {
    CgroupLayout layout;
    for (const auto& line : split(text, '\n')) {
        const auto separator = line.find(" - ");
        const auto left = split(line.substr(0, separator), ' ');
        if (separator == std::string::npos || left.size() < 5 || left[3] != "/")
            continue; // a bind mount of a part is not the hierarchy
        const auto right = split(line.substr(separator + 3), ' ');
        if (right.size() < 3 || (right[0] != "cgroup" && right[0] != "cgroup2"))
            continue;
        CgroupHierarchy hierarchy{right[0] == "cgroup2", left[4], {}};
        if (hierarchy.unified) {
            if (layout.unified() != nullptr)
                continue;
            auto names = readFile(hierarchy.mountPoint + "/cgroup.controllers").value_or("");
            std::replace(names.begin(), names.end(), '\n', ' ');
            hierarchy.controllers = split(names, ' ');
        } else {
            hierarchy.controllers = controllersOf(right[2]);
            if (hierarchy.controllers.empty() || layout.find(hierarchy.controllers[0]) != nullptr)
                continue;
        }
        layout.hierarchies.push_back(std::move(hierarchy));
    }
    return layout;
}

Result<CgroupLayout> CgroupLayout::detect() {
    auto layout = fromMountInfo(TRY(readFile("/proc/self/mountinfo")));
    if (layout.hierarchies.empty())
        return Error{ErrorCode::configUnsupported,
                     "cgroups: no hierarchy is mounted; mount one, for instance with "
                     "'mount -t cgroup2 none /sys/fs/cgroup'"};
    return layout;
}

} // namespace twinvirt::lxc
