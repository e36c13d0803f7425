#include "benchmark/run/probe_cgroup.h"

#include "util/atomic_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {

namespace {

/// A line of /proc/self/mountinfo (man 5 proc) of a cgroup hierarchy.
struct Hierarchy {
    std::string root;
    std::string mountPoint;
    std::string options; ///< "rw,cpu,cpuacct"; "" of version 2
    bool second = false;
};

std::vector<Hierarchy> hierarchies() {
    std::vector<Hierarchy> found;
    std::ifstream mounts("/proc/self/mountinfo");
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream words(line);
        std::string skipped;
        std::string type;
        Hierarchy hierarchy;
        words >> skipped >> skipped >> skipped >> hierarchy.root >> hierarchy.mountPoint;
        while (words >> skipped && skipped != "-") {
        }
        words >> type >> skipped >> hierarchy.options;
        hierarchy.second = type == "cgroup2";
        if (type == "cgroup" || hierarchy.second)
            found.push_back(std::move(hierarchy));
    }
    return found;
}

bool hasOption(const std::string& options, const std::string& wanted) {
    return ("," + options + ",").find("," + wanted + ",") != std::string::npos;
}

/// Where this program is in the hierarchy: "/user.slice" of a line "4:memory:/user.slice".
std::string ownPath(const Hierarchy& hierarchy) {
    std::ifstream lines("/proc/self/cgroup");
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string one = controllers.substr(0, controllers.find(','));
        const bool same =
            hierarchy.second ? one.empty() : !one.empty() && hasOption(hierarchy.options, one);
        if (same)
            return line.substr(second + 1);
    }
    return {};
}

/// The directory of this program's own cgroup; "" where it is not below the mount.
std::string ownDirectory(const Hierarchy& hierarchy) {
    std::string path = ownPath(hierarchy);
    if (hierarchy.root != "/" && path.starts_with(hierarchy.root))
        path = path.substr(hierarchy.root.size());
    const std::string directory = hierarchy.mountPoint + (path == "/" ? "" : path);
    return path.empty() && hierarchy.root == "/" ? "" : directory;
}

/// A cpuset of version 1 is born without CPUs and memory, and cannot be joined so.
Result<void> copyCpuset(const std::string& parent, const std::string& child) {
    for (const char* name : {"/cpuset.cpus", "/cpuset.mems"}) {
        const auto value = readFile(parent + name);
        if (!value)
            continue; // no cpuset
        std::ofstream file(child + name);
        file << *value << std::flush;
        if (!file)
            return systemError("write '" + child + name + "'");
    }
    return {};
}

Result<void> removeDirectory(const std::string& directory) {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (::rmdir(directory.c_str()) != 0 && errno != ENOENT) {
        if (errno != EBUSY)
            return systemError("remove the cgroup '" + directory + "'");
        if (std::chrono::steady_clock::now() > deadline)
            return Error{ErrorCode::resourceBusy, "remove the cgroup '" + directory +
                                                      "': processes in it are left after 5 s"};
        std::this_thread::sleep_for(5ms);
    }
    return {};
}

bool isOfARun(const std::string& name, const std::string& prefix) {
    constexpr std::size_t idLength = 8;
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return name.starts_with(prefix) && name.size() > prefix.size() + idLength &&
           name[prefix.size() + idLength] == '-' &&
           std::ranges::all_of(name.substr(prefix.size(), idLength), isHex);
}

} // namespace

Result<ProbeCgroup> ProbeCgroup::create(const std::string& name) {
    ProbeCgroup cgroup;
    for (const Hierarchy& hierarchy : hierarchies()) {
        const std::string parent = ownDirectory(hierarchy);
        const std::string directory = parent + "/" + name;
        const bool known = std::ranges::find(cgroup.directories_, directory) !=
                           cgroup.directories_.end(); // one hierarchy, mounted twice
        if (parent.empty() || known)
            continue;
        if (::mkdir(directory.c_str(), 0755) != 0)
            return systemError("create the cgroup '" + directory + "'");
        cgroup.directories_.push_back(directory);
        if (!hierarchy.second)
            TRY(copyCpuset(parent, directory));
    }
    if (cgroup.directories_.empty())
        return Error{ErrorCode::configUnsupported,
                     "there is no cgroup hierarchy that this program is in (mount one below "
                     "/sys/fs/cgroup, or leave 'cgroup' out of isolation='…')"};
    return cgroup;
}

ProbeCgroup& ProbeCgroup::operator=(ProbeCgroup&& other) noexcept {
    std::swap(directories_, other.directories_);
    return *this;
}

ProbeCgroup::~ProbeCgroup() {
    // Nobody is left to be told; who wants to know calls remove().
    static_cast<void>(remove().has_value());
}

Result<void> ProbeCgroup::remove() {
    Result<void> first;
    for (const std::string& directory : std::exchange(directories_, {})) {
        auto removed = removeDirectory(directory);
        if (!removed && first)
            first = std::move(removed);
    }
    return first;
}

Result<std::vector<std::string>> removeLeftProbeCgroups(const std::string& prefix) {
    std::vector<std::string> removed;
    for (const Hierarchy& hierarchy : hierarchies()) {
        std::error_code error;
        for (const auto& entry :
             std::filesystem::directory_iterator(ownDirectory(hierarchy), error)) {
            if (!isOfARun(entry.path().filename(), prefix) || !entry.is_directory(error))
                continue;
            TRY(removeDirectory(entry.path()));
            removed.push_back(entry.path());
        }
    }
    return removed;
}

} // namespace twinvirt::bench
