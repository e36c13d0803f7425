#pragma once

#include "lxc/cgroup_layout.h"
#include "util/result.h"

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// How the host's systemd is reached; a test puts its own in place.
struct SystemdAccess {
    /// Exists exactly when systemd is PID 1 (man 3 sd_booted).
    std::string bootedMark = "/run/systemd/system";
    /// Runs a program of systemd's to its end; a status other than 0 is an error.
    std::function<Result<void>(const std::string& program,
                               const std::vector<std::string>& arguments)>
        run;

    static SystemdAccess ofThisHost();
};

/// Where all containers' partitions stand on a host whose cgroups belong to systemd (design
/// decision 15): the cgroup of twinvirt.service below each mount point, which systemd leaves to us
/// (Delegate=yes, systemd.resource-control(5)). Empty where systemd is not PID 1.
///
/// The unit is started when its cgroup is not there: a transient one, which needs no file installed
/// and works from a build tree too; drop-ins in /etc/systemd/system/twinvirt.service.d apply. That
/// costs one call over D-Bus after each boot of the host; later starts only look. `libexec` is
/// where twinvirt-hold is. Stopping the unit ends every container.
Result<std::string> delegatedCgroup(const CgroupLayout& layout, const std::string& libexec,
                                    const SystemdAccess& systemd);

/// Moves a supervisor into the unit, out of the session or service of whoever started it, with
/// which systemd would end it. Nothing to do where systemd is not PID 1.
Result<void> moveToUnit(const CgroupLayout& layout, pid_t supervisor, const SystemdAccess& systemd);

} // namespace twinvirt::lxc
