#include "lxc/isolation/steps.h"

#include <sys/personality.h>
#include <sys/resource.h>

namespace twinvirt::lxc {

namespace {

/// <twinvirt:rlimit>, and the personality of <type arch='i686'>.
class LimitsStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "limits"; }

    Result<void> attach(LaunchContext& launch) override {
        for (const LimitSpec& limit : launch.spec.limits) {
            const rlimit value{limit.soft, limit.hard};
            if (::prlimit(launch.initPid, static_cast<__rlimit_resource>(limit.resource), &value,
                          nullptr) != 0)
                return systemError("prlimit(" + std::to_string(limit.resource) + ", " +
                                   std::to_string(limit.soft) + ", " + std::to_string(limit.hard) +
                                   ")");
        }
        return {};
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
