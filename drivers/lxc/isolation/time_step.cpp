#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/isolation/steps.h"

#include <ctime>
#include <fcntl.h>
#include <sched.h>

namespace twinvirt::lxc {

namespace {

/// A time namespace in which CLOCK_MONOTONIC and CLOCK_BOOTTIME begin at 0, so that `uptime` is
/// the container's. Its offsets can be set only while nobody is in it: it is made by the
/// supervisor, which stays outside, for its next child (man 7 time_namespaces).
class TimeStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "time"; }

    Result<void> prepare(LaunchContext& launch) override {
        if (!launch.spec.ownTime)
            return {};
        before_ = UniqueFd(::open("/proc/self/ns/time", O_RDONLY | O_CLOEXEC));
        if (!before_)
            return systemError("open '/proc/self/ns/time'");
        if (::unshare(CLONE_NEWTIME) != 0)
            return systemError("unshare(CLONE_NEWTIME)");
        return writeKernelFile("/proc/self/timens_offsets", offset("monotonic", CLOCK_MONOTONIC) +
                                                                "\n" +
                                                                offset("boottime", CLOCK_BOOTTIME));
    }

    Result<void> attach(LaunchContext&) override {
        if (before_ && ::setns(before_.get(), CLONE_NEWTIME) != 0)
            return systemError("setns(CLONE_NEWTIME)");
        return {};
    }

  private:
    static std::string offset(const char* name, clockid_t clock) {
        timespec now{};
        ::clock_gettime(clock, &now);
        return std::string(name) + " -" + std::to_string(now.tv_sec) + " 0";
    }

    UniqueFd before_;
};

} // namespace

StepPointer makeTimeStep() {
    return std::make_unique<TimeStep>();
}

} // namespace twinvirt::lxc
