#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <array>
#include <cerrno>
#include <fcntl.h>

namespace twinvirt::lxc {

namespace {

/// What lxcfs says of the container instead of what the kernel says of the host: /proc/meminfo has
/// the memory of its cgroup, /proc/cpuinfo its CPUs, /proc/uptime its age.
class ProcViewStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "proc-view"; }

    Result<void> prepare(LaunchContext& launch) override {
        if (launch.spec.lxcfs.empty())
            return {};
        for (const char* file :
             {"cpuinfo", "diskstats", "loadavg", "meminfo", "stat", "swaps", "uptime"}) {
            auto view = cloneTree(AT_FDCWD, launch.spec.lxcfs + "/proc/" + file, false);
            if (!view && view.error().errnum == ENOENT)
                continue; // an older lxcfs has fewer
            View one{file, TRY(std::move(view))};
            views_.push_back(std::move(one));
        }
        return {};
    }

    Result<void> enter(InitContext& init) override {
        for (const View& view : views_) {
            const std::string path = std::string("/proc/") + view.file;
            const UniqueFd target = TRY(openBelow(init.root.get(), path, Links::refused));
            TRY_WITHIN(path, attachMount(view.tree.get(), target.get()));
        }
        return {};
    }

  private:
    struct View {
        const char* file;
        UniqueFd tree;
    };
    std::vector<View> views_;
};

} // namespace

StepPointer makeProcViewStep() {
    return std::make_unique<ProcViewStep>();
}

} // namespace twinvirt::lxc
