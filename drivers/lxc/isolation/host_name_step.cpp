#include "lxc/isolation/steps.h"

#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

class HostNameStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "hostname"; }

    Result<void> prepare(LaunchContext& launch) override {
        if (launch.spec.shared.uts.empty())
            launch.cloneFlags |= CLONE_NEWUTS;
        return {};
    }

    Result<void> enter(InitContext& init) override {
        const std::string& name = init.spec.hostName;
        if (!name.empty() && init.spec.shared.uts.empty() &&
            ::sethostname(name.data(), name.size()) != 0)
            return systemError("sethostname(" + name + ")");
        return {};
    }
};

} // namespace

StepPointer makeHostNameStep() {
    return std::make_unique<HostNameStep>();
}

} // namespace twinvirt::lxc
