#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <csignal>

namespace twinvirt::test {

/// Sends a signal to one process, which must be there. A pid that is none, as that of a container
/// which did not start, fails the test instead: kill(-1) as root ends every process of the machine.
inline void killProcess(pid_t pid, int signal = SIGKILL) {
    ASSERT_GT(pid, 1) << "there is no process to signal";
    ASSERT_EQ(::kill(pid, signal), 0);
}

} // namespace twinvirt::test
