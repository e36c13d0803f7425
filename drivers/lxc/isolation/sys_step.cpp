#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/protected_paths.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

namespace twinvirt::lxc {

namespace {

/// /sys, read-only: a new instance, so what the host mounted below its own (debugfs, securityfs)
/// is not there. systemd takes a read-only /sys as the sign that devices are not its business.
class SysStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "sys"; }

    Result<void> enter(InitContext& init) override {
        const UniqueFd sys = std::move(init.sys);
        const UniqueFd target = TRY(openOrMakeDirectory(init.root.get(), "/sys", Links::refused));
        TRY_WITHIN("/sys", attachMount(sys.get(), target.get()));
        return protectSys(sys.get(), init);
    }
};

} // namespace

StepPointer makeSysStep() {
    return std::make_unique<SysStep>();
}

} // namespace twinvirt::lxc
