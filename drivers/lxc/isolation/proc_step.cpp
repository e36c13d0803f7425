#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/protected_paths.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

namespace twinvirt::lxc {

namespace {

/// /proc of the container's pid namespace. Every later access goes through the descriptor of this
/// very mount, so a root that offers something else as /proc is never written to (CVE-2019-16884).
class ProcStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "proc"; }

    Result<void> enter(InitContext& init) override {
        const UniqueFd& proc = init.proc; // the label is written through it, too
        const UniqueFd target = TRY(openOrMakeDirectory(init.root.get(), "/proc", Links::refused));
        TRY_WITHIN("/proc", attachMount(proc.get(), target.get()));
        return protectProc(proc.get(), init);
    }
};

} // namespace

StepPointer makeProcStep() {
    return std::make_unique<ProcStep>();
}

} // namespace twinvirt::lxc
