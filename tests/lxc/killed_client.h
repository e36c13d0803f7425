#pragma once

#include <functional>

namespace twinvirt::lxc {

/// Runs `task` in a forked process and kills that with SIGKILL when it is about to make its
/// `number`-th call (from 1) that changes something or waits for another process: a file, a mount,
/// a link, a device, a child. So a loop over the numbers meets every state that the task can leave
/// behind. False when the task came to its end before.
bool runAndKillAtCall(const std::function<void()>& task, int number);

} // namespace twinvirt::lxc
