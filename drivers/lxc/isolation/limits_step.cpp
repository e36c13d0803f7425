#include "lxc/isolation/credentials.h"
#include "lxc/isolation/steps.h"

#include <sys/personality.h>

namespace twinvirt::lxc {

namespace {

/// <twinvirt:rlimit>, and the personality of <type arch='i686'>.
class LimitsStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "limits"; }

    Result<void> attach(LaunchContext& launch) override {
        return setLimits(launch.initPid, launch.spec.limits);
    }

    Result<void> enter(InitContext& init) override {
        if (init.spec.personality != 0 && ::personality(init.spec.personality) < 0)
            return systemError("personality");
        return {};
    }
};

} // namespace

StepPointer makeLimitsStep() {
    return std::make_unique<LimitsStep>();
}

} // namespace twinvirt::lxc
