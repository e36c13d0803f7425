#include "lxc/isolation/credentials.h"
#include "lxc/isolation/steps.h"

namespace twinvirt::lxc {

namespace {

class CapabilitiesStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "capabilities"; }

    Result<void> enter(InitContext& init) override {
        return takeOnCredentials(init.spec.capabilities, init.ids);
    }
};

class SeccompStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "seccomp"; }

    Result<void> enter(InitContext& init) override {
        if (init.spec.noNewPrivileges)
            TRY(forbidNewPrivileges());
        return installFilter(init.spec.seccompFilter);
    }
};

} // namespace

StepPointer makeCapabilitiesStep() {
    return std::make_unique<CapabilitiesStep>();
}
StepPointer makeSeccompStep() {
    return std::make_unique<SeccompStep>();
}

} // namespace twinvirt::lxc
