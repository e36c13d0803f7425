#include "lxc/cgroup_files.h"

#include "util/atomic_file.h"

#include <sstream>
#include <unistd.h>

namespace twinvirt::lxc {

std::string directoryOf(const CgroupMembership& membership) {
    return membership.mountPoint + membership.path;
}

std::string existingFile(const std::vector<CgroupMembership>& memberships, const char* v1,
                         const char* v2) {
    for (const auto& membership : memberships) {
        auto file = directoryOf(membership) + "/" + (membership.unified ? v2 : v1);
        if (::access(file.c_str(), F_OK) == 0)
            return file;
    }
    return "";
}

std::optional<std::uint64_t> readNumber(const std::string& file) {
    const auto text = readFile(file, 4096);
    if (!text)
        return std::nullopt;
    std::uint64_t number = 0;
    std::istringstream stream(*text);
    return stream >> number ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> readKey(const std::string& text, const std::string& key) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        std::uint64_t value = 0;
        if (words >> name >> value && name == key)
            return value;
    }
    return std::nullopt;
}

} // namespace twinvirt::lxc
