#include "lxc/isolation/steps.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <net/if.h>
#include <sched.h>

namespace twinvirt::lxc {

namespace {

/// A network namespace with the loopback interface up, when the definition asks for one. The host's
/// network is never touched.
class NetworkStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "network"; }

    Result<void> prepare(LaunchContext& launch) override {
        if (launch.spec.ownNetwork)
            launch.cloneFlags |= CLONE_NEWNET;
        return {};
    }

    Result<void> enter(InitContext& init) override {
        if (!init.spec.ownNetwork)
            return {};
        const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        ifreq request{};
        std::strcpy(request.ifr_name, "lo");
        request.ifr_flags = IFF_UP | IFF_RUNNING;
        if (!socket || ::ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0)
            return systemError("ioctl(SIOCSIFFLAGS lo up)");
        return {};
    }
};

} // namespace

StepPointer makeNetworkStep() {
    return std::make_unique<NetworkStep>();
}

} // namespace twinvirt::lxc
