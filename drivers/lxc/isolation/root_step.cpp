#include "lxc/isolation/filesystem_user.h"
#include "lxc/isolation/host_source.h"
#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/mount_tree.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/shared_root.h"
#include "lxc/isolation/steps.h"

#include <sys/stat.h>
#include <sys/syscall.h>

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
        launch.cloneFlags |= CLONE_NEWNS | CLONE_NEWPID;
        if (launch.spec.shared.ipc.empty())
            launch.cloneFlags |= CLONE_NEWIPC;
        const RootSpec& root = launch.spec.root;
        if (launch.spec.hasUserNamespace())
            return prepareMapped(launch);
        if (root.shared)
            return {};
        return makeTree(root, {}); // read-only again in ReadOnlyRootStep
    }

    Result<void> enter(InitContext& init) override {
        // Slave: the host's unmounts still arrive, ours never leave (E25).
        if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0)
            return systemError("mount(/, MS_REC|MS_SLAVE)");
        if (init.spec.root.shared && !tree_)
            TRY(shareHostRoot("", init.spec.root, init.cover));
        else
            TRY_WITHIN(init.spec.root.source, pivot());
        init.root = UniqueFd(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!init.root)
            return systemError("open '/'");
        return {};
    }

  private:
    /// Writable until the mount points are made.
    Result<void> makeTree(const RootSpec& root, const MountOwner& owner) {
        tree_ = TRY(makeMountTree(root, owner));
        if (root.readOnly)
            TRY_WITHIN(root.source, changeMount(tree_.get(), {.clear = MOUNT_ATTR_RDONLY}));
        return {};
    }

    /// Of a user namespace: everything is done on the host's side and then locked. The host's own
    /// root is not mapped: to the container's root its files belong to nobody.
    Result<void> prepareMapped(LaunchContext& launch) {
        const RootSpec& root = launch.spec.root;
        if (root.shared)
            tree_ = TRY(cloneTree(AT_FDCWD, "/", true));
        else if (root.kind == MountSpec::Kind::overlay)
            TRY(makeMappedOverlay(launch));
        else
            TRY(makeTree(root, {}));
        if (root.kind != MountSpec::Kind::overlay)
            TRY(makeMountPoints(launch.spec)); // by the host's root, whom the map does not have
        if (launch.userNamespace && !root.shared && root.kind != MountSpec::Kind::overlay)
            TRY(mapMountIds(tree_.get(), launch.userNamespace.get()));
        MountAttributes all{.propagation = MS_PRIVATE, .recursive = true};
        if (root.shared)
            all.propagation = MS_SLAVE; // the host's unmounts still arrive
        if (root.readOnly)
            all.set = MOUNT_ATTR_RDONLY;
        TRY(changeMount(tree_.get(), all));
        MountToLock lock{tree_.get(), {}};
        if (root.shared)
            lock.adjust = [&root](const std::string& place) {
                UniqueFd cover;
                return shareHostRoot(place, root, cover);
            };
        launch.toLock.push_back(std::move(lock));
        return {};
    }

    /// Its layers are mapped already, so the mount points are made by the container's root.
    Result<void> makeMappedOverlay(LaunchContext& launch) {
        const IdMap& ids = launch.spec.idMap;
        MountOwner owner{0, 0, launch.userNamespace.get()};
        if (launch.userNamespace)
            owner = {hostId(ids.uids, 0), hostId(ids.gids, 0), launch.userNamespace.get()};
        TRY(makeTree(launch.spec.root, owner));
        const FilesystemUser user(owner.user, owner.group);
        return makeMountPoints(launch.spec);
    }

    /// Root of the user namespace may not make them in a read-only root or in the host's.
    Result<void> makeMountPoints(const LaunchSpec& spec) const {
        const Links links = spec.root.shared ? Links::inside : Links::refused;
        for (const char* directory : {"/dev", "/proc", "/sys"})
            TRY(openOrMakeDirectory(tree_.get(), directory, Links::refused));
        for (const MountSpec& mount : spec.mounts) {
            const bool directory = TRY(isDirectory(mount, links));
            TRY_WITHIN("mounts", directory ? openOrMakeDirectory(tree_.get(), mount.target, links)
                                           : openOrMakeFile(tree_.get(), mount.target, links));
        }
        return {};
    }

    /// A file system is one; what is bound may be a file.
    Result<bool> isDirectory(const MountSpec& mount, Links links) const {
        const bool inner = mount.kind == MountSpec::Kind::inner;
        if (!inner && mount.kind != MountSpec::Kind::bind)
            return true;
        const UniqueFd source = inner ? TRY(openBelow(tree_.get(), mount.source, links))
                                      : TRY(openSource(mount.source));
        struct stat info {};
        if (::fstat(source.get(), &info) != 0)
            return systemError("stat '" + mount.source + "'");
        return S_ISDIR(info.st_mode);
    }

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
