#include "lxc/isolation/steps.h"

namespace twinvirt::lxc {

namespace {

/// In a user namespace init is root enough to remount: what the definition says about the root and
/// the mounts below it is locked.
class MountLocksStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "mount-locks"; }

    Result<void> prepare(LaunchContext& launch) override {
        return lockMounts(std::exchange(launch.toLock, {}));
    }
};

} // namespace

StepPointer makeMountLocksStep() {
    return std::make_unique<MountLocksStep>();
}

} // namespace twinvirt::lxc
