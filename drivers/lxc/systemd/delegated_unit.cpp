#include "lxc/systemd/delegated_unit.h"

#include "util/process.h"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <fstream>

namespace twinvirt::lxc {

static constexpr const char* unitName = "twinvirt.service";
static constexpr const char* unitCgroup = "/machine.slice/twinvirt.service";

static Result<void> runToEnd(const std::string& program,
                             const std::vector<std::string>& arguments) {
    const auto result = TRY(runProcess("/usr/bin/" + program, arguments, std::chrono::seconds(30)));
    if (result.status == 0)
        return {};
    std::string reason = result.errors;
    while (!reason.empty() && reason.back() == '\n')
        reason.pop_back();
    return Error{ErrorCode::operationFailed, program + ": " + reason};
}

SystemdAccess SystemdAccess::ofThisHost() {
    SystemdAccess access;
    access.run = runToEnd;
    return access;
}

static bool isDirectory(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// systemd keeps its units in the v2 tree, and on a host with v1 in the hierarchy of its name.
static bool isSystemds(const CgroupHierarchy& hierarchy) {
    return hierarchy.unified || hierarchy.has("name=systemd");
}

static bool hasUnitCgroup(const CgroupLayout& layout) {
    for (const auto& hierarchy : layout.hierarchies)
        if (isSystemds(hierarchy) && isDirectory(hierarchy.mountPoint + unitCgroup))
            return true;
    return false;
}

static std::vector<std::string> transientUnit(const std::string& libexec) {
    return {std::string("--unit=") + unitName,
            "--description=Containers of twinvirt",
            "--slice=machine.slice",
            "--service-type=notify", // it is up once the hold has left the unit's own cgroup
            "--collect",
            "--quiet",
            "--property=NotifyAccess=all",
            "--property=Delegate=yes",
            "--property=TasksMax=infinity",
            "--property=TimeoutStopSec=10",
            libexec + "/twinvirt-hold"};
}

Result<std::string> delegatedCgroup(const CgroupLayout& layout, const std::string& libexec,
                                    const SystemdAccess& systemd) {
    if (!isDirectory(systemd.bootedMark))
        return std::string();
    if (hasUnitCgroup(layout))
        return std::string(unitCgroup);
    const std::string context = std::string("start ") + unitName;
    const auto started = systemd.run("systemd-run", transientUnit(libexec));
    if (hasUnitCgroup(layout)) // also when another start was faster: the name is taken then
        return std::string(unitCgroup);
    if (!started)
        return started.error().within(context);
    return Error{ErrorCode::operationFailed, context + ": it runs, but without the cgroup '" +
                                                 unitCgroup + "'; see 'systemctl status " +
                                                 unitName + "'"};
}

Result<void> moveToUnit(const CgroupLayout& layout, pid_t supervisor,
                        const SystemdAccess& systemd) {
    if (!isDirectory(systemd.bootedMark))
        return {};
    for (const auto& hierarchy : layout.hierarchies) {
        if (!isSystemds(hierarchy))
            continue;
        const std::string group = hierarchy.mountPoint + unitCgroup + "/supervisors";
        if (::mkdir(group.c_str(), 0755) != 0 && errno != EEXIST)
            return systemError("mkdir '" + group + "'");
        std::ofstream procs(group + "/cgroup.procs");
        procs << supervisor << std::flush;
        if (!procs)
            return systemError("write '" + group + "/cgroup.procs'");
    }
    return {};
}

} // namespace twinvirt::lxc
