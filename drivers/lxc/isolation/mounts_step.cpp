#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <sys/stat.h>

#include <fcntl.h>

namespace twinvirt::lxc {

namespace {

/// The <filesystem> elements beside the root. Sources are opened on the host, targets inside.
class MountsStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "mounts"; }

    Result<void> prepare(LaunchContext& launch) override {
        for (const MountSpec& mount : launch.spec.mounts) {
            trees_.push_back(TRY_WITHIN(mount.target, makeTree(mount, launch)));
            if (launch.spec.hasUserNamespace())
                launch.toLock.push_back({trees_.back().get(), {}});
        }
        return {};
    }

    Result<void> enter(InitContext& init) override {
        // The host's own tree is trusted with its links (/var/run); any other is not (E8).
        const Links links = init.spec.root.shared ? Links::inside : Links::refused;
        for (std::size_t i = 0; i < trees_.size(); ++i) {
            const std::string& target = init.spec.mounts[i].target;
            struct stat info {};
            if (::fstat(trees_[i].get(), &info) != 0)
                return systemError("stat the source of '" + target + "'");
            const UniqueFd place = S_ISDIR(info.st_mode)
                                       ? TRY(openOrMakeDirectory(init.root.get(), target, links))
                                       : TRY(openOrMakeFile(init.root.get(), target, links));
            TRY_WITHIN(target, attachMount(trees_[i].get(), place.get()));
        }
        return {};
    }

  private:
    static Result<UniqueFd> makeTree(const MountSpec& mount, const LaunchContext& launch) {
        const IdMap& ids = launch.spec.idMap;
        if (mount.kind == MountSpec::Kind::tmpfs)
            return newFilesystem("tmpfs",
                                 {{"size", std::to_string(mount.sizeBytes)},
                                  {"uid", std::to_string(hostId(ids.uids, 0))},
                                  {"gid", std::to_string(hostId(ids.gids, 0))}},
                                 MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
                                     (mount.readOnly ? MOUNT_ATTR_RDONLY : 0U));
        UniqueFd tree = TRY(cloneTree(AT_FDCWD, mount.source, true));
        if (launch.userNamespace)
            TRY(mapMountIds(tree.get(), launch.userNamespace.get()));
        TRY(changeMount(tree.get(), {.set = mount.readOnly ? MOUNT_ATTR_RDONLY : 0U,
                                     .propagation = MS_PRIVATE,
                                     .recursive = true}));
        return tree;
    }

    std::vector<UniqueFd> trees_;
};

} // namespace

StepPointer makeMountsStep() {
    return std::make_unique<MountsStep>();
}

} // namespace twinvirt::lxc
