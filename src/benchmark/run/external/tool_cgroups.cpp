#include "benchmark/run/external/tool_cgroups.h"

#include "util/atomic_file.h"

#include <sys/stat.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace twinvirt::bench {

namespace fs = std::filesystem;

static bool carries(const std::string& text, const std::string& name) {
    const auto at = text.find(name);
    if (at == std::string::npos)
        return false;
    const std::size_t end = at + name.size();
    return end == text.size() || text[end] < '0' || text[end] > '9';
}

static void findBelow(const fs::path& directory, const std::string& name, int depth,
                      std::vector<std::string>& found) {
    std::error_code error;
    for (fs::directory_iterator entry(directory, error);
         !error && entry != fs::directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (!entry->is_directory(ignored) || entry->is_symlink(ignored))
            continue;
        if (carries(entry->path().filename(), name))
            found.push_back(entry->path());
        else if (depth > 1)
            findBelow(entry->path(), name, depth - 1, found);
    }
}

std::vector<std::string> cgroupsNamed(const std::string& root, const std::string& name) {
    std::vector<std::string> found;
    findBelow(root, name, 3, found); // controller, partition ("machine"), instance
    return found;
}

/// A file of the kernel's, which is no place for a temporary file.
static Result<void> writeKernelFile(const std::string& file, const std::string& text) {
    std::ofstream stream(file);
    stream << text << std::flush;
    if (!stream)
        return systemError("write '" + text + "' to '" + file + "'");
    return {};
}

static Result<void> makeDirectory(const std::string& directory) {
    if (::mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST)
        return systemError("mkdir(" + directory + ")");
    return {};
}

static Result<void> limitV1(const std::string& tree, const std::string& cgroup,
                            const ExternalInstance& instance) {
    if (::access((cgroup + "/cpuset.cpus").c_str(), F_OK) == 0) {
        std::string nodes = TRY(readFile(tree + "/cpuset.mems"));
        TRY(writeKernelFile(cgroup + "/cpuset.mems", nodes));
        TRY(writeKernelFile(cgroup + "/cpuset.cpus", instance.cpus));
    }
    if (::access((cgroup + "/memory.limit_in_bytes").c_str(), F_OK) == 0)
        TRY(writeKernelFile(cgroup + "/memory.limit_in_bytes",
                            std::to_string(instance.guest.memoryKib * 1024)));
    return {};
}

static Result<void> limitV2(const std::string& cgroup, const ExternalInstance& instance) {
    for (const auto& [file, text] :
         {std::pair<std::string, std::string>{"memory.max",
                                              std::to_string(instance.guest.memoryKib * 1024)},
          {"cpuset.cpus", instance.cpus}}) {
        const std::string path = cgroup + "/" + file;
        if (::access(path.c_str(), F_OK) != 0)
            return Error{ErrorCode::configUnsupported,
                         "limit '" + cgroup + "': there is no '" + file +
                             "', since the controller is not in the root's cgroup.subtree_control"};
        TRY(writeKernelFile(path, text));
    }
    return {};
}

Result<std::vector<std::string>> makeCgroups(const std::string& root,
                                             const ExternalInstance& instance) {
    std::vector<std::string> made;
    if (::access((root + "/cgroup.controllers").c_str(), F_OK) == 0) {
        made.push_back(root + "/" + instance.name);
        TRY(makeDirectory(made.back()));
        TRY(limitV2(made.back(), instance));
        return made;
    }
    std::error_code error;
    for (const auto& tree : fs::directory_iterator(root, error)) {
        if (tree.is_symlink(error) || // cpu -> cpu,cpuacct
            ::access((tree.path() / "cgroup.procs").c_str(), F_OK) != 0)
            continue;
        made.push_back(tree.path() / instance.name);
        TRY(makeDirectory(made.back()));
        TRY(limitV1(tree.path(), made.back(), instance));
    }
    return made;
}

std::vector<pid_t> processesIn(const std::vector<std::string>& cgroups) {
    std::vector<pid_t> pids;
    const auto read = [&pids](const fs::path& directory) {
        std::ifstream file(directory / "cgroup.procs");
        for (pid_t pid = 0; file >> pid;)
            if (pid > 0)
                pids.push_back(pid);
    };
    for (const std::string& cgroup : cgroups) {
        read(cgroup);
        std::error_code error;
        fs::recursive_directory_iterator walk(cgroup, error);
        for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error))
            if (std::error_code ignored; walk->is_directory(ignored))
                read(walk->path());
    }
    return pids;
}

static void removeTree(const fs::path& cgroup) {
    std::vector<std::string> children;
    std::error_code error;
    for (fs::directory_iterator entry(cgroup, error); !error && entry != fs::directory_iterator();
         entry.increment(error))
        if (std::error_code ignored; entry->is_directory(ignored))
            children.push_back(entry->path());
    for (const std::string& child : children)
        removeTree(child);
    ::rmdir(cgroup.c_str());
}

void removeCgroups(const std::vector<std::string>& cgroups) {
    for (const std::string& cgroup : cgroups)
        removeTree(cgroup);
}

std::string memoryFileOf(const std::string& root, pid_t pid, const std::string& name) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/cgroup");
    std::string v2;
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line); // "4:memory:/path", "0::/path"
        std::string number;
        std::string controllers;
        std::string path;
        std::getline(fields, number, ':');
        std::getline(fields, controllers, ':');
        std::getline(fields, path);
        if (!carries(path, name))
            continue;
        if (controllers == "memory")
            return root + "/memory" + path + "/memory.usage_in_bytes";
        if (number == "0")
            v2 = root + path + "/memory.current";
    }
    return !v2.empty() && ::access(v2.c_str(), F_OK) == 0 ? v2 : "";
}

} // namespace twinvirt::bench
