#include "lxc/isolation/security_label.h"
#include "lxc/isolation/steps.h"

namespace twinvirt::lxc {

namespace {

/// What init becomes with its exec, in the eyes of AppArmor or SELinux.
class SecurityLabelStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "security-label"; }

    Result<void> enter(InitContext& init) override {
        return labelNextExec(init.proc.get(), init.spec.securityLabels);
    }
};

} // namespace

StepPointer makeSecurityLabelStep() {
    return std::make_unique<SecurityLabelStep>();
}

} // namespace twinvirt::lxc
