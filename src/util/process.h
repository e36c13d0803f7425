#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace twinvirt {

/// A pidfd of a running process (man 2 pidfd_open); systemError with ESRCH when there is none.
Result<UniqueFd> openPidfd(pid_t pid);
/// man 2 pidfd_send_signal.
Result<void> sendSignal(int pidfd, int signal);
/// Waits until the process of the pidfd has ended; false after `timeout`.
Result<bool> waitForExit(int pidfd, std::chrono::milliseconds timeout);
/// Field 22 of /proc/PID/stat, clock ticks since boot: with the pid it names a process for good.
Result<std::uint64_t> processStartTime(pid_t pid);

struct SpawnedFd {
    int parent; ///< the descriptor here
    int child;  ///< the number under which the child finds it
};

struct SpawnRequest {
    std::string program; ///< absolute path, and argv[0]
    std::string image;   ///< what is executed where that is not `program`: "/proc/self/fd/N"
    std::vector<std::string> arguments; ///< argv[1..]
    std::vector<SpawnedFd> descriptors; ///< every other descriptor has to be close-on-exec
    bool newSession = false;            ///< setsid in the child
    /// The child starts with every signal blocked and calls beginOwnSession() first: otherwise a
    /// Control+C between the vfork and the setsid ends it. Only for programs of ours.
    bool signalsBlocked = false;
    std::vector<std::string> environment; ///< NAME=value, complete; empty means: the caller's own
};

/// Of a program that was spawned with newSession and signalsBlocked: forgets what the terminal of
/// the caller's session sent before the child left it, and unblocks every signal.
void beginOwnSession();

/// Starts a program with posix_spawn (vfork semantics: no copy of a big address space).
Result<pid_t> spawnProcess(const SpawnRequest& request);

struct ProcessOutput {
    int status = 0; ///< as of waitpid(2)
    std::string output;
    std::string errors;
};

/// Runs a program to its end and collects what it wrote; operationTimeout (and SIGKILL to it) when
/// it takes longer.
Result<ProcessOutput> runProcess(const std::string& program,
                                 const std::vector<std::string>& arguments,
                                 std::chrono::milliseconds timeout);

} // namespace twinvirt
