#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

namespace twinvirt::lxc {

/// A new terminal of the container's own /dev/pts; the caller is in its mount namespace. What is
/// found there is not trusted: it is opened without waiting and has to be a pty.
struct Terminal {
    UniqueFd master;
    UniqueFd slave;
    bool forErrors = true; ///< standard error too; not when the caller has it apart, in a file say
};
Result<Terminal> openContainerTerminal();

/// Copies between the user's terminal (0 and 1, made raw) and `master`, and hands the signals that
/// arrive on `signals` (a signalfd) to the child, until the child has ended and its output is read.
/// `master` may be -1: then only signals are handled. Returns the child's wait status.
int relayUntilExit(int master, int signals, pid_t child);

/// The signals that relayUntilExit handles: to be blocked before the child is made.
void blockRelayedSignals(int& signals);

} // namespace twinvirt::lxc
