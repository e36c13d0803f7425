#pragma once

#include "util/unique_fd.h"

namespace twinvirt::bench {

/// "Please stop": set from a signal handler or another thread, seen by a run at its next wait.
class StopRequest {
  public:
    StopRequest();
    /// One that is set when `fd` becomes readable (a signalfd, a pipe); `fd` is duplicated.
    static StopRequest whenReadable(int fd);

    /// Safe in a signal handler.
    void set() const;
    [[nodiscard]] bool isSet() const;
    /// Readable once it is set: for poll(2).
    [[nodiscard]] int fd() const { return event_.get(); }

  private:
    explicit StopRequest(UniqueFd event) : event_(std::move(event)) {}
    UniqueFd event_;
};

} // namespace twinvirt::bench
