#include "lxc/cgroup/cgroup_tree.h"

#include "util/atomic_file.h"
#include "util/unique_fd.h"

#include <sys/stat.h>
#include <sys/xattr.h>

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <unistd.h>

namespace twinvirt::lxc {

/// On a partition that we made, so that we remove it and never one of the administrator's.
static constexpr const char* madeByUs = "trusted.twinvirt.made";

Result<void> writeKernelFile(const std::string& path, const std::string& value) {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd)
        return systemError("open '" + path + "'");
    if (::write(fd.get(), value.data(), value.size()) < 0)
        return systemError("write '" + value + "' to '" + path + "'");
    return {};
}

static bool hasController(const std::string& list, const std::string& name) {
    for (std::size_t start = 0; start < list.size();) {
        const auto end = std::min(list.find_first_of(", \n", start), list.size());
        if (list.substr(start, end - start) == name)
            return true;
        start = end + 1;
    }
    return false;
}

/// v2: a file like "memory.max" exists only where the parent hands the controller down.
static Result<void> enableControllers(const CgroupMembership& cgroup, const std::string& parent) {
    std::map<std::string, bool> wanted; // and whether it is no matter when it cannot be had
    for (const CgroupSetting& setting : cgroup.settings) {
        const auto name = setting.file.find_first_not_of("./"); // "../" is a partition's
        const std::string controller =
            setting.file.substr(name, setting.file.find('.', name) - name);
        if (controller != "cgroup")
            wanted[controller] = wanted[controller] || setting.required;
    }
    if (wanted.empty())
        return {};
    const std::string file = parent + "/cgroup.subtree_control";
    const std::string enabled = TRY(readFile(file));
    for (const auto& [controller, required] : wanted) {
        if (hasController(enabled, controller))
            continue;
        const auto written = writeKernelFile(file, "+" + controller);
        if (!written && required)
            return written;
    }
    return {};
}

static Result<void> fillCpuset(const std::string& parent, const std::string& directory) {
    for (const char* file : {"/cpuset.cpus", "/cpuset.mems"}) {
        const std::string own = TRY(readFile(directory + file));
        if (own.find_first_not_of(" \n") != std::string::npos)
            continue;
        std::string inherited = TRY(readFile(parent + file));
        while (!inherited.empty() && inherited.back() == '\n')
            inherited.pop_back();
        if (!inherited.empty())
            TRY(writeKernelFile(directory + file, inherited));
    }
    return {};
}

/// One directory of the way down.
static Result<void> makeLevel(const CgroupMembership& cgroup, const std::string& parent,
                              const std::string& directory, bool last) {
    if (cgroup.unified)
        TRY(enableControllers(cgroup, parent));
    if (::mkdir(directory.c_str(), 0755) == 0) {
        if (!last)
            ::setxattr(directory.c_str(), madeByUs, "1", 1, 0);
    } else if (errno != EEXIST) {
        return systemError("make cgroup '" + directory + "'");
    } else if (last && (::rmdir(directory.c_str()) != 0 || ::mkdir(directory.c_str(), 0755) != 0)) {
        // It is left of a container that died; one that lives does not let itself be removed.
        return Error{ErrorCode::resourceBusy,
                     "make cgroup '" + directory + "': it exists and is in use", errno};
    }
    if (!cgroup.unified && hasController(cgroup.controllers, "cpuset"))
        TRY(fillCpuset(parent, directory));
    return {};
}

std::string settingFile(const CgroupMembership& cgroup, const std::string& names) {
    const std::string directory = cgroup.mountPoint + cgroup.path + "/";
    for (std::size_t start = 0; start < names.size();) {
        const auto end = std::min(names.find('|', start), names.size());
        std::string file = directory + names.substr(start, end - start);
        if (end == names.size() || ::access(file.c_str(), F_OK) == 0)
            return file;
        start = end + 1;
    }
    return directory;
}

static Result<void> writeSettings(const CgroupMembership& cgroup) {
    for (const CgroupSetting& setting : cgroup.settings) {
        if (setting.value.empty())
            continue; // it is there for the sake of its controller
        const auto written = writeKernelFile(settingFile(cgroup, setting.file), setting.value);
        if (!written && (setting.required || written.error().errnum != ENOENT))
            return written.error();
    }
    return {};
}

Result<void> makeCgroup(const CgroupMembership& cgroup) {
    if (cgroup.path.size() < 2 || cgroup.path[0] != '/' || cgroup.path.back() == '/')
        return Error{ErrorCode::internalError, "make cgroup '" + cgroup.path + "': not a path"};
    // Another container's release may remove a partition between two levels of ours (ENOENT), or
    // between our opening a file of it and reading that (ENODEV): once more.
    for (int attempt = 0;; ++attempt) {
        std::string parent = cgroup.mountPoint;
        Result<void> made;
        for (std::size_t end = 0; made && end != std::string::npos;) {
            end = cgroup.path.find('/', end + 1);
            const std::string directory = cgroup.mountPoint + cgroup.path.substr(0, end);
            made = makeLevel(cgroup, parent, directory, end == std::string::npos);
            parent = directory;
        }
        const bool removed =
            !made && (made.error().errnum == ENOENT || made.error().errnum == ENODEV);
        if (removed && attempt < 20)
            continue;
        if (!made)
            return made;
        return writeSettings(cgroup);
    }
}

Result<void> turnOnControllers(const CgroupMembership& cgroup) {
    std::string parent = cgroup.mountPoint;
    for (std::size_t end = 0; end != std::string::npos;) {
        TRY(enableControllers(cgroup, parent));
        end = cgroup.path.find('/', end + 1);
        parent = cgroup.mountPoint + cgroup.path.substr(0, end);
    }
    return {};
}

/// rmdir of the directory and everything below it.
static Result<void> removeTree(const std::string& directory, int& timeoutMs) {
    DIR* stream = ::opendir(directory.c_str());
    if (stream == nullptr)
        return errno == ENOENT ? Result<void>() : systemError("open cgroup '" + directory + "'");
    Result<void> result;
    while (const dirent* entry = ::readdir(stream)) {
        const std::string name = entry->d_name;
        if (entry->d_type != DT_DIR || name == "." || name == "..")
            continue;
        result = removeTree(directory + "/" + name, timeoutMs);
        if (!result)
            break;
    }
    ::closedir(stream);
    if (!result)
        return result;
    // A task that was just killed may hold its cgroup a moment after its pidfd reported the end.
    while (::rmdir(directory.c_str()) != 0 && errno != ENOENT) {
        if (errno != EBUSY || timeoutMs <= 0)
            return systemError("remove cgroup '" + directory + "'");
        ::usleep(1000);
        --timeoutMs;
    }
    return {};
}

Result<void> removeCgroup(const CgroupMembership& cgroup, int timeoutMs) {
    // Most containers made no cgroups of their own: one call then does it.
    const std::string own = cgroup.mountPoint + cgroup.path;
    if (::rmdir(own.c_str()) != 0)
        TRY(removeTree(own, timeoutMs));
    std::string path = cgroup.path;
    while (true) {
        path.resize(path.rfind('/'));
        const std::string directory = cgroup.mountPoint + path;
        char mark = 0;
        if (path.empty() || ::getxattr(directory.c_str(), madeByUs, &mark, 1) != 1 ||
            ::rmdir(directory.c_str()) != 0)
            return {}; // not ours, or still in use
    }
}

} // namespace twinvirt::lxc
