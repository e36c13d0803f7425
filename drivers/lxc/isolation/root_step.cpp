#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <sys/syscall.h>

#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// The root file system: a directory of the host with what is mounted below it, or the host's own
/// root with our state hidden.
class RootStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "root"; }

    Result<void> prepare(LaunchContext& launch) override {
        launch.cloneFlags |= CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC;
        const RootSpec& root = launch.spec.root;
        if (root.shared)
            return {};
        tree_ = TRY(cloneTree(AT_FDCWD, root.source, true));
        MountAttributes below{.propagation = MS_PRIVATE, .recursive = true};
        if (root.readOnly)
            below.set = MOUNT_ATTR_RDONLY;
        TRY_WITHIN(root.source, changeMount(tree_.get(), below));
        if (root.readOnly) // writable until the mount points are made, see ReadOnlyRootStep
            TRY_WITHIN(root.source, changeMount(tree_.get(), {.clear = MOUNT_ATTR_RDONLY}));
        return {};
    }

    Result<void> enter(InitContext& init) override {
        // Slave: the host's unmounts still arrive, ours never leave (E25).
        if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0)
            return systemError("mount(/, MS_REC|MS_SLAVE)");
        if (init.spec.root.shared)
            TRY(shareHostRoot(init));
        else
            TRY_WITHIN(init.spec.root.source, pivot());
        init.root = UniqueFd(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!init.root)
            return systemError("open '/'");
        return {};
    }

  private:
    /// The tree covers "/", becomes the root, and what was below it goes.
    Result<void> pivot() {
        if (::move_mount(tree_.get(), "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) != 0)
            return systemError("move_mount(/)");
        if (::fchdir(tree_.get()) != 0)
            return systemError("fchdir");
        if (::syscall(SYS_pivot_root, ".", ".") != 0)
            return systemError("pivot_root");
        if (::umount2(".", MNT_DETACH) != 0)
            return systemError("umount2(old root)");
        if (::chdir("/") != 0)
            return systemError("chdir(/)");
        return {};
    }

    /// The three with one detach, for each of which the kernel waits until every CPU has seen it
    /// (an RCU grace period): /sys and /dev are moved below /proc before, not onto it, where a
    /// detach would take the uppermost alone. False when that cannot be; what was moved goes with
    /// /proc.
    static bool dropTogether() {
        for (const char* path : {"/sys", "/dev"})
            if (::move_mount(AT_FDCWD, path, AT_FDCWD, "/proc/sys", 0) != 0)
                return false;
        return ::umount2("/proc", MNT_DETACH) == 0;
    }

    /// As libvirt: /dev, /proc, /sys of the host go with all that is mounted on them (among it the
    /// host's cgroup trees), since ours come in their place.
    static Result<void> shareHostRoot(InitContext& init) {
        if (!dropTogether())
            for (const char* path : {"/proc", "/sys", "/dev"})
                if (::umount2(path, MNT_DETACH) != 0 && errno != EINVAL)
                    return systemError("umount2(" + std::string(path) + ")");
        const UniqueFd host(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
        for (const std::string& hidden : init.spec.root.hidden) {
            const auto target = openBelow(host.get(), hidden, Links::inside);
            if (!target && target.error().errnum == ENOENT)
                continue;
            if (!target)
                return target.error();
            TRY_WITHIN("hide " + hidden, coverDirectory(init.cover, target->get()));
        }
        return {};
    }

    UniqueFd tree_;
};

/// <filesystem><readonly/> for "/".
class ReadOnlyRootStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "read-only-root"; }

    Result<void> enter(InitContext& init) override {
        if (!init.spec.root.readOnly)
            return {};
        return changeMount(init.root.get(), {.set = MOUNT_ATTR_RDONLY});
    }
};

} // namespace

StepPointer makeRootStep() {
    return std::make_unique<RootStep>();
}
StepPointer makeReadOnlyRootStep() {
    return std::make_unique<ReadOnlyRootStep>();
}

} // namespace twinvirt::lxc
