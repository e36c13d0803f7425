#pragma once

#include "lxc/container_status.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <cstdint>
#include <string>

namespace twinvirt::lxc {

/// A pidfd of the container's init: the very process that the status names (its start time is
/// compared after the pidfd is open, so a pid that was given away meanwhile is never touched).
/// operationInvalid "domain is not running" when it has ended.
Result<UniqueFd> openInit(const ContainerStatus& status);

/// What init is and which signals reach it, from /proc/PID/exe and /proc/PID/status (looked at for
/// up to 20 ms).
struct InitFacts {
    std::string program;       ///< last part of its path: "systemd", "busybox", "nginx"
    std::string argument;      ///< last part of argv[0]: "init"
    std::uint64_t caught = 0;  ///< bit N-1 for signal N: has a handler
    std::uint64_t blocked = 0; ///< … is blocked: kept for it until it asks (signalfd, sigwait)

    /// Signals without a handler do not reach the init of a pid namespace.
    [[nodiscard]] bool handles(int signal) const;
};

Result<InitFacts> readInitFacts(pid_t pid);

/// The signal that makes this init shut down, or reboot, in an orderly way; operationUnsupported,
/// with what to do instead, when it handles none that means that.
Result<int> shutdownSignal(const InitFacts& init);
Result<int> rebootSignal(const InitFacts& init);

} // namespace twinvirt::lxc
