#pragma once

#include "util/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// One mounted hierarchy.
struct CgroupHierarchy {
    bool unified = false;
    std::string mountPoint;
    /// v1: as mounted, {"cpu", "cpuacct"} or {"name=systemd"}; v2: cgroup.controllers of its root.
    std::vector<std::string> controllers;

    [[nodiscard]] bool has(std::string_view controller) const;
};

/// How this host mounts its cgroups: v1, v2, or both (hybrid).
struct CgroupLayout {
    std::vector<CgroupHierarchy> hierarchies;
    /// Below every mount point: where our partitions stand. Empty, or the delegated unit of a host
    /// that systemd manages (design decision 15).
    std::string base;

    /// The v1 or v2 hierarchy that has the controller; nullptr when none has.
    [[nodiscard]] const CgroupHierarchy* find(std::string_view controller) const;
    [[nodiscard]] const CgroupHierarchy* unified() const;
    /// "v1 at /sys/fs/cgroup/memory", "v2 at /sys/fs/cgroup"; empty when the host lacks it.
    [[nodiscard]] std::string describe(std::string_view controller) const;

    /// From the text of /proc/PID/mountinfo (man 5 proc).
    static CgroupLayout fromMountInfo(std::string_view text);
    /// Of this process.
    static Result<CgroupLayout> detect();
};

} // namespace twinvirt::lxc
