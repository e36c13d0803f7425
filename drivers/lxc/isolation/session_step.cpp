#include "lxc/isolation/signals.h"
#include "lxc/isolation/steps.h"

#include <linux/keyctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// A session, signal dispositions and a keyring of its own; init dies with its supervisor.
class SessionStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "session"; }

    Result<void> enter(InitContext&) override {
        // No guarantee (setuid clears it), but it closes the window until `alive` is looked at.
        if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
            return systemError("prctl(PR_SET_PDEATHSIG)");
        // Nobody reads the memory of a process that still knows host descriptors (CVE-2016-9962).
        if (::prctl(PR_SET_DUMPABLE, 0) != 0)
            return systemError("prctl(PR_SET_DUMPABLE)");
        if (::setsid() < 0)
            return systemError("setsid");
        ::umask(022);
        resetSignals();
        // ENOSYS: a kernel without keys has none to share.
        if (::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr) < 0 && errno != ENOSYS)
            return systemError("keyctl(KEYCTL_JOIN_SESSION_KEYRING)");
        return {};
    }
};

} // namespace

StepPointer makeSessionStep() {
    return std::make_unique<SessionStep>();
}

} // namespace twinvirt::lxc
