#pragma once

#include "benchmark/run/probe_cgroup.h"
#include "benchmark/run/stop_request.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// The CPU that every probe is pinned to, on the host, in a container and in a machine, so that all
/// arms have the same one: the last that this program may run on (interrupts prefer the first).
unsigned probeCpu();

/// The probe as a process of the host; it ends with this object, with all that it has started.
class HostProbe {
  public:
    struct Request {
        std::string program;
        std::chrono::milliseconds timeout{30000}; ///< until it takes commands
        /// New namespaces, as the probe's word `isolated` names them; "cgroup" gives it cgroups of
        /// its own, too.
        std::vector<std::string> isolation;
        std::string cgroup;   ///< their name; see ProbeCgroup
        std::string cpu = {}; ///< that it runs on; empty: probeCpu()
    };
    /// Starts it and waits until it takes commands. Errors: those of spawnProcess, of
    /// ProbeCgroup::create and of waitForMarker; nothing is left then.
    static Result<HostProbe> start(const Request& request, const StopRequest& stop);
    HostProbe(HostProbe&& other) noexcept;
    HostProbe& operator=(HostProbe&&) = delete;
    ~HostProbe();

    /// Where it takes commands and answers.
    [[nodiscard]] int fd() const { return socket_.get(); }
    /// The process that is behind the new namespaces.
    [[nodiscard]] Result<pid_t> serverPid() const;
    /// Ends it and waits until every process of it is gone and its cgroups are removed; what is
    /// left, as operationFailed or resourceBusy.
    Result<void> end();

  private:
    HostProbe(pid_t pid, UniqueFd socket, ProbeCgroup cgroup)
        : cgroup_(std::move(cgroup)), pid_(pid), socket_(std::move(socket)) {}

    ProbeCgroup cgroup_;
    pid_t pid_;
    UniqueFd socket_;
};

} // namespace twinvirt::bench
