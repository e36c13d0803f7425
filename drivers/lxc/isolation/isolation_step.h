#pragma once

#include "lxc/console_protocol.h"
#include "lxc/isolation/locked_mounts.h"
#include "lxc/isolation/user_lookup.h"
#include "lxc/launch_spec.h"
#include "lxc/run_directory.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// A pseudo-terminal of the container: the keeper reads and writes the master, and holds the slave
/// too, so that a guest that closes its console is no end of file.
struct ConsolePair {
    UniqueFd master;
    UniqueFd slave;
};

/// The host's side of a launch, filled by the steps.
struct LaunchContext {
    const LaunchSpec& spec;
    const RunDirectory run;
    std::uint64_t cloneFlags = 0;    ///< CLONE_NEW*
    int cgroup = -1;                 ///< v2 directory for CLONE_INTO_CGROUP, owned by its step
    UniqueFd consoleListener = {};   ///< given by the keeper on a restart
    std::string consoleClients = {}; ///< the same, as the keeper wrote it; handed back to it
    std::vector<ConsolePair> consoles = {};
    UniqueFd userNamespace = {};          ///< with the container's id map, for idmapped mounts
    std::vector<MountToLock> toLock = {}; ///< of a user namespace, see MountLocksStep
    pid_t initPid = -1;
    UniqueFd initPidfd = {};
};

/// The container's side: init before its exec.
struct InitContext {
    const LaunchSpec& spec;
    UniqueFd root = {};   ///< O_PATH on "/", once there is one
    UniqueFd proc = {};   ///< made, and attached by the step of its name
    UniqueFd sys = {};    ///< likewise
    UniqueFd mqueue = {}; ///< likewise; none where the kernel has none
    int dev = -1;         ///< the mount on /dev
    std::vector<ConsolePair>& consoles;
    UserIds ids;
    UniqueFd cover = {}; ///< see coverDirectory
};

/// One concern of the isolation: an outside half and an inside half. The order of the steps stands
/// alone in isolation.cpp. Descriptors that a step opens in `prepare` are its members, and init,
/// being a copy, finds them there in `enter`; all are close-on-exec.
///
/// What a step leaves on the host (a cgroup, a file) is taken back by `release`, which knows only
/// the spec: it may run in another process, years later, and more than once.
class IsolationStep {
  public:
    virtual ~IsolationStep() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// On the host, before init exists.
    virtual Result<void> prepare(LaunchContext&) { return {}; }
    /// On the host, while init waits.
    virtual Result<void> attach(LaunchContext&) { return {}; }
    /// In init, before exec.
    virtual Result<void> enter(InitContext&) { return {}; }
    /// On the host, in reverse order, when no process of the container lives any more.
    virtual Result<void> release(const LaunchSpec&) { return {}; }
};

} // namespace twinvirt::lxc
