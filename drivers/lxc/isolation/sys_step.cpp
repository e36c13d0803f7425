#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <cerrno>

namespace twinvirt::lxc {

namespace {

/// /sys, read-only: a new instance, so what the host mounted below its own (debugfs, securityfs)
/// is not there. systemd takes a read-only /sys as the sign that devices are not its business.
class SysStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "sys"; }

    Result<void> enter(InitContext& init) override {
        constexpr unsigned attributes =
            MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
        const UniqueFd sys = TRY(newFilesystem("sysfs", {}, attributes));
        const UniqueFd target = TRY(openOrMakeDirectory(init.root.get(), "/sys", Links::refused));
        TRY_WITHIN("/sys", attachMount(sys.get(), target.get()));
        const auto firmware = openBelow(sys.get(), "firmware", Links::refused);
        if (!firmware && firmware.error().errnum == ENOENT)
            return {};
        if (!firmware)
            return firmware.error();
        return coverDirectory(init.cover, firmware->get());
    }
};

} // namespace

StepPointer makeSysStep() {
    return std::make_unique<SysStep>();
}

} // namespace twinvirt::lxc
