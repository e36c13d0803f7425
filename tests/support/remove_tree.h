#pragma once

#include <sys/mount.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace twinvirt::test {

/// The mount points at or below `path` in this process's mount namespace, the last mounted last.
inline std::vector<std::string> mountsBelow(const std::string& path) {
    std::vector<std::string> found;
    std::ifstream mounts("/proc/self/mountinfo");
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream fields(line);
        std::string field;
        for (int i = 0; i < 5; ++i)
            fields >> field;
        if (field == path || field.rfind(path + "/", 0) == 0)
            found.push_back(field);
    }
    return found;
}

/// Removes a test's directory, and never anything that is mounted below it: a test of mounts that
/// goes wrong leaves them there, and what they show is the host's own.
inline void removeTree(const std::string& path) {
    auto mounts = mountsBelow(path);
    for (auto mount = mounts.rbegin(); mount != mounts.rend(); ++mount)
        (void)::umount2(mount->c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
    if (!std::ifstream("/proc/self/mountinfo").is_open() || !mountsBelow(path).empty()) {
        std::fprintf(stderr, "'%s' is not removed: there are mounts below it\n", path.c_str());
        return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

} // namespace twinvirt::test
