#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/image_export.h"
#include "lxc/isolation/mount_tree.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

namespace twinvirt::lxc {

namespace {

/// The <filesystem> elements beside the root. Sources are opened on the host, targets inside.
class MountsStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "mounts"; }

    Result<void> prepare(LaunchContext& launch) override {
        for (const MountSpec& mount : launch.spec.mounts) {
            if (mount.kind == MountSpec::Kind::inner) {
                trees_.emplace_back(); // made inside
                continue;
            }
            trees_.push_back(TRY_WITHIN(mount.target, makeMountTree(mount, ownerOf(launch))));
            if (launch.spec.hasUserNamespace())
                launch.toLock.push_back({trees_.back().get(), {}});
        }
        return {};
    }

    Result<void> enter(InitContext& init) override {
        // The host's own tree is trusted with its links (/var/run); any other is not (E8).
        const Links links = init.spec.root.shared ? Links::inside : Links::refused;
        for (std::size_t i = 0; i < trees_.size(); ++i) {
            const MountSpec& mount = init.spec.mounts[i];
            if (mount.kind == MountSpec::Kind::inner)
                trees_[i] = TRY_WITHIN(mount.target, makeInnerTree(init.root.get(), mount, links));
            TRY(attachTree(trees_[i].get(), init.root.get(), mount.target, links));
        }
        return {};
    }

    /// The root's image too.
    Result<void> release(const LaunchSpec& spec) override {
        endImageExports(spec);
        return {};
    }

  private:
    static MountOwner ownerOf(const LaunchContext& launch) {
        const IdMap& ids = launch.spec.idMap;
        return {hostId(ids.uids, 0), hostId(ids.gids, 0), launch.userNamespace.get()};
    }

    std::vector<UniqueFd> trees_;
};

} // namespace

StepPointer makeMountsStep() {
    return std::make_unique<MountsStep>();
}

} // namespace twinvirt::lxc
