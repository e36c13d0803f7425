#include "lxc/cgroup_plan.h"
#include "util/atomic_file.h"
#include "util/unique_fd.h"

#include <sys/stat.h>

#include <cerrno>
#include <fcntl.h>
#include <set>

namespace twinvirt::lxc {

static Result<void> writeControl(const std::string& file, const std::string& value) {
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd)
        return systemError("open '" + file + "'");
    if (::write(fd.get(), value.data(), value.size()) < 0)
        return systemError("write '" + value + "' to '" + file + "'");
    return {};
}

static bool contains(const std::string& list, const std::string& word) {
    return (" " + list.substr(0, list.find('\n')) + " ").find(" " + word + " ") !=
           std::string::npos;
}

/// v2: passes the controllers down to the children of `directory`.
static Result<void> enableControllers(const std::string& directory,
                                      const std::set<std::string>& controllers) {
    const auto enabled = TRY(readFile(directory + "/cgroup.subtree_control"));
    for (const auto& controller : controllers)
        if (!contains(enabled, controller))
            TRY(writeControl(directory + "/cgroup.subtree_control", "+" + controller));
    return {};
}

/// v1: a cpuset that is empty refuses to be joined; take over the parent's.
static Result<void> fillCpuset(const std::string& parent, const std::string& directory) {
    for (const char* file : {"/cpuset.cpus", "/cpuset.mems"}) {
        const auto own = TRY(readFile(directory + file));
        if (own.empty() || own == "\n")
            TRY(writeControl(directory + file, readFile(parent + file).value_or("")));
    }
    return {};
}

static std::set<std::string> controllersOf(const CgroupMembership& membership) {
    std::set<std::string> names;
    for (const auto& setting : membership.settings)
        names.insert(setting.file.substr(0, setting.file.find('.')));
    return names;
}

static Result<void> prepareHierarchy(const CgroupMembership& membership) {
    const auto controllers = controllersOf(membership);
    const bool cpuset = !membership.unified && controllers.count("cpuset") != 0;
    std::string parent = membership.mountPoint;
    if (membership.unified)
        TRY(enableControllers(parent, controllers));
    for (std::size_t end = membership.path.find('/', 1); end != std::string::npos;
         end = membership.path.find('/', end + 1)) {
        const std::string directory = membership.mountPoint + membership.path.substr(0, end);
        if (::mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST)
            return systemError("mkdir '" + directory + "'");
        if (membership.unified)
            TRY(enableControllers(directory, controllers));
        if (cpuset)
            TRY(fillCpuset(parent, directory));
        parent = directory;
    }
    return {};
}

Result<void> preparePartition(const std::vector<CgroupMembership>& memberships) {
    for (const auto& membership : memberships)
        TRY_WITHIN("cgroup partition", prepareHierarchy(membership));
    return {};
}

} // namespace twinvirt::lxc
