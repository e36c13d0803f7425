#pragma once

#include "benchmark/run/stop_request.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <chrono>
#include <string>

namespace twinvirt::bench {

/// The CPU that every probe is pinned to, on the host, in a container and in a machine, so that all
/// arms have the same one: the last that this program may run on (interrupts prefer the first).
unsigned probeCpu();

/// The probe as a process of the host; it ends with this object.
class HostProbe {
  public:
    /// Starts it and waits until it takes commands. Errors: those of spawnProcess and of
    /// waitForMarker.
    static Result<HostProbe> start(const std::string& program, std::chrono::milliseconds timeout,
                                   const StopRequest& stop);
    HostProbe(HostProbe&& other) noexcept;
    HostProbe& operator=(HostProbe&&) = delete;
    ~HostProbe();

    /// Where it takes commands and answers.
    [[nodiscard]] int fd() const { return socket_.get(); }

  private:
    HostProbe(pid_t pid, UniqueFd socket) : pid_(pid), socket_(std::move(socket)) {}

    pid_t pid_;
    UniqueFd socket_;
};

} // namespace twinvirt::bench
