#pragma once

#include "lxc/state_paths.h"
#include "util/file_lock.h"

#include <chrono>
#include <string>

namespace twinvirt::lxc {

/// The right to change one domain. The file is unlinked before the lock is given back, so that no
/// file is left of a domain that is gone; who waited for an unlinked file tries again.
class DomainLock {
  public:
    /// operationTimeout when another process changes the domain for longer than `timeout`.
    static Result<DomainLock> acquire(const StatePaths& paths, const std::string& name,
                                      std::chrono::milliseconds timeout = std::chrono::minutes(1));
    /// resourceBusy when another process changes the domain.
    static Result<DomainLock> tryAcquire(const StatePaths& paths, const std::string& name);
    /// The same by the path of the lock's file.
    static Result<DomainLock> tryAcquireFile(const std::string& path);

    DomainLock(DomainLock&&) = default;
    DomainLock& operator=(DomainLock&&) = delete;
    ~DomainLock();

    /// For a child that goes on when we are killed: the domain is locked until both have ended.
    [[nodiscard]] int fd() const { return fd_.get(); }

  private:
    DomainLock(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
    UniqueFd fd_;
    std::string path_;
};

} // namespace twinvirt::lxc
