#include "util/wait.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>

namespace twinvirt {

Result<bool> waitUntilReadable(int fd, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd entry{fd, POLLIN, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(std::max(left, left.zero()).count()));
        if (ready >= 0)
            return ready > 0;
        if (errno != EINTR)
            return systemError("poll");
    }
}

} // namespace twinvirt
