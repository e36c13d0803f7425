#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <chrono>
#include <string>

namespace twinvirt {

/// An exclusive flock(2) on a file that is made (0600) when missing. The lock is freed when the
/// last copy of the descriptor is closed, so also when its holder is killed.
class FileLock {
  public:
    /// Waits at most `timeout`; after that operationTimeout.
    static Result<FileLock> acquire(const std::string& path, std::chrono::milliseconds timeout);
    /// Does not wait; resourceBusy when someone else holds it.
    static Result<FileLock> tryAcquire(const std::string& path);
    /// True while some process holds the lock; false too when the file does not exist.
    static Result<bool> isHeld(const std::string& path);

    [[nodiscard]] int fd() const { return fd_.get(); }
    /// Gives the locked descriptor away, for instance to a child.
    UniqueFd release() && { return std::move(fd_); }

  private:
    explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}
    UniqueFd fd_;
};

} // namespace twinvirt
