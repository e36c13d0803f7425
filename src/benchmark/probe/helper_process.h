#pragma once

#include "util/result.h"

#include <sys/types.h>

#include <functional>

namespace twinvirt::bench::probe {

/// A forked child that does a part of a kernel's or a hog's work. It is killed and reaped with the
/// object, and killed when this process dies.
class HelperProcess {
  public:
    /// The child does `work` and ends with what it returns as its status.
    static Result<HelperProcess> start(const std::function<int()>& work);

    HelperProcess(HelperProcess&& other) noexcept;
    HelperProcess& operator=(HelperProcess&&) = delete;
    HelperProcess(const HelperProcess&) = delete;
    ~HelperProcess();

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Somebody else has reaped it.
    void forget() { pid_ = -1; }

  private:
    explicit HelperProcess(pid_t pid) : pid_(pid) {}
    pid_t pid_;
};

} // namespace twinvirt::bench::probe
