#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/isolation/device_program.h"
#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/steps.h"

#include <linux/sched.h>

#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// The container's cgroups with their limits. Init is born in the v2 one and joins each v1 one by
/// writing 0 to its `tasks`: a pid written to cgroup.procs stalls for 10 ms (performance.md 1).
class CgroupStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "cgroup"; }

    Result<void> prepare(LaunchContext& launch) override {
        for (const CgroupMembership& cgroup : launch.spec.cgroups) {
            TRY(makeCgroup(cgroup));
            if (launch.spec.hasUserNamespace())
                TRY(delegate(cgroup, launch.spec.idMap));
            const std::string directory = cgroup.mountPoint + cgroup.path;
            const std::string file = cgroup.unified ? directory : directory + "/tasks";
            UniqueFd fd(::open(file.c_str(),
                               (cgroup.unified ? O_RDONLY | O_DIRECTORY : O_WRONLY) | O_CLOEXEC));
            if (!fd)
                return systemError("open '" + file + "'");
            if (cgroup.unified && !launch.spec.devices.empty())
                TRY(attachDeviceProgram(fd.get(), launch.spec.devices));
            if (cgroup.unified) {
                launch.cgroup = fd.get();
                launch.cloneFlags |= CLONE_INTO_CGROUP;
                unified_ = std::move(fd);
            } else {
                tasks_.push_back(std::move(fd));
            }
        }
        return {};
    }

    Result<void> enter(InitContext& init) override {
        for (const UniqueFd& tasks : tasks_)
            if (::write(tasks.get(), "0", 1) != 1)
                return systemError("join a v1 cgroup");
        // After joining: as a flag of clone it would root the v1 view at the supervisor's cgroup.
        if (!init.spec.cgroups.empty() && ::unshare(CLONE_NEWCGROUP) != 0)
            return systemError("unshare(CLONE_NEWCGROUP)");
        return {};
    }

    Result<void> release(const LaunchSpec& spec) override {
        for (const CgroupMembership& cgroup : spec.cgroups)
            TRY(removeCgroup(cgroup));
        return {};
    }

  private:
    /// The container's root may make cgroups of its own below and move its processes among them
    /// (man 7 cgroups, "Delegation"), but not change the limits; a v1 controller is not delegated.
    static Result<void> delegate(const CgroupMembership& cgroup, const IdMap& ids) {
        if (!cgroup.unified && cgroup.controllers != "name=systemd")
            return {};
        const std::string directory = cgroup.mountPoint + cgroup.path;
        for (const char* file :
             {"", "/cgroup.procs", "/cgroup.threads", "/cgroup.subtree_control", "/tasks"})
            if (::chown((directory + file).c_str(), hostId(ids.uids, 0), hostId(ids.gids, 0)) !=
                    0 &&
                errno != ENOENT)
                return systemError("chown '" + directory + file + "'");
        return {};
    }

    UniqueFd unified_;
    std::vector<UniqueFd> tasks_;
};

} // namespace

StepPointer makeCgroupStep() {
    return std::make_unique<CgroupStep>();
}

} // namespace twinvirt::lxc
