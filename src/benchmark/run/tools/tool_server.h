#pragma once

#include "benchmark/run/stop_request.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <string>
#include <utility>

namespace twinvirt::bench {

/// The half of a tool that stays on the host while the other runs in an arm. It is ended with this
/// object; where nobody lives to do that, by timeout(1).
class ToolServer {
  public:
    /// iperf3's, for one test, at that address and on that CPU; listens when this returns.
    /// operationUnsupported without the program on the host.
    static Result<ToolServer> startIperf3(const std::string& address, const std::string& cpu,
                                          double timeoutSeconds, const StopRequest& stop);
    ToolServer(ToolServer&& other) noexcept;
    ToolServer& operator=(ToolServer&&) = delete;
    ToolServer(const ToolServer&) = delete;
    ~ToolServer();

    Result<void> end();

  private:
    ToolServer(pid_t pid, UniqueFd output) : pid_(pid), output_(std::move(output)) {}
    pid_t pid_;
    UniqueFd output_; ///< open as long as it prints
};

} // namespace twinvirt::bench
