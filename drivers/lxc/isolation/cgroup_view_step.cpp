#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// /sys/fs/cgroup: the container's own subtree, and nothing else.
///
/// The v2 tree alone, also on a hybrid host: any systemd boots in it, and the v1 trees that hold
/// the limits cannot be reached at all. Where the container joins name=systemd too, or there is no
/// v2 tree, it is a small tmpfs with a directory for each tree, as on the host; then v1 controllers
/// are read-only, since v1 has nothing that would protect the limits from the container's root.
class CgroupViewStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "cgroup-view"; }

    Result<void> prepare(LaunchContext& launch) override {
        const auto& cgroups = launch.spec.cgroups;
        if (cgroups.empty())
            return {};
        constexpr unsigned attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
        const bool onlyUnified = showsOnlyUnified(cgroups);
        if (!onlyUnified)
            folder_ = TRY(newFilesystem("tmpfs", {{"mode", "0755"}, {"size", "4096"}}, attributes));
        for (const CgroupMembership& cgroup : cgroups) {
            if (onlyUnified && !cgroup.unified)
                continue;
            View view;
            view.tree = TRY(cloneTree(AT_FDCWD, cgroup.mountPoint + cgroup.path, false));
            const bool writable = cgroup.unified || cgroup.controllers == "name=systemd";
            TRY_WITHIN(cgroup.mountPoint,
                       changeMount(view.tree.get(),
                                   {.set = attributes | (writable ? 0U : MOUNT_ATTR_RDONLY),
                                    .propagation = MS_PRIVATE}));
            if (!onlyUnified) {
                view.directory = cgroup.mountPoint.substr(cgroup.mountPoint.rfind('/') + 1);
                TRY(makeDirectory(view.directory, cgroup.controllers));
            }
            views_.push_back(std::move(view));
        }
        return {};
    }

    Result<void> enter(InitContext& init) override {
        if (views_.empty())
            return {};
        const UniqueFd target = TRY(openBelow(init.root.get(), "/sys/fs/cgroup", Links::refused));
        if (!folder_)
            return attachMount(views_[0].tree.get(), target.get());
        TRY(attachMount(folder_.get(), target.get()));
        for (const View& view : views_) {
            const UniqueFd directory =
                TRY(openBelow(folder_.get(), view.directory, Links::refused));
            TRY_WITHIN(view.directory, attachMount(view.tree.get(), directory.get()));
        }
        return changeMount(folder_.get(), {.set = MOUNT_ATTR_RDONLY});
    }

  private:
    static bool showsOnlyUnified(const std::vector<CgroupMembership>& cgroups) {
        bool unified = false;
        bool systemd = false;
        for (const CgroupMembership& cgroup : cgroups) {
            unified = unified || cgroup.unified;
            systemd = systemd || cgroup.controllers == "name=systemd";
        }
        return unified && !systemd;
    }

    struct View {
        UniqueFd tree;
        std::string directory;
    };

    /// "cpu,cpuacct" is found as cpu and as cpuacct too.
    Result<void> makeDirectory(const std::string& name, const std::string& controllers) {
        if (::mkdirat(folder_.get(), name.c_str(), 0755) != 0)
            return systemError("make /sys/fs/cgroup/" + name);
        if (controllers.find(',') == std::string::npos)
            return {};
        for (std::size_t start = 0; start < controllers.size();) {
            const auto end = std::min(controllers.find(',', start), controllers.size());
            const std::string link = controllers.substr(start, end - start);
            if (::symlinkat(name.c_str(), folder_.get(), link.c_str()) != 0 && errno != EEXIST)
                return systemError("link /sys/fs/cgroup/" + link);
            start = end + 1;
        }
        return {};
    }

    UniqueFd folder_;
    std::vector<View> views_;
};

} // namespace

StepPointer makeCgroupViewStep() {
    return std::make_unique<CgroupViewStep>();
}

} // namespace twinvirt::lxc
