#pragma once

#include "benchmark/run/stop_request.h"
#include "util/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace twinvirt::bench {

/// Looks for a line in what a guest prints, however the reads cut it, and keeps the last 4 KiB for
/// a message.
class MarkerSearch {
  public:
    explicit MarkerSearch(std::string marker) : marker_(std::move(marker)) {}

    /// True when the marker is complete with these bytes.
    bool append(std::string_view bytes);
    [[nodiscard]] const std::string& tail() const { return tail_; }

  private:
    std::string marker_;
    std::string tail_;
};

/// Reads the console until the marker is seen. Errors: operationTimeout, operationFailed (the
/// console was closed: the guest ended), operationAborted (a stop was asked for); the first two end
/// with the guest's last lines.
Result<void> waitForMarker(int console, const std::string& marker,
                           std::chrono::milliseconds timeout, const StopRequest& stop);

/// When the console was heard, by the host's clock.
struct ConsoleTimes {
    std::chrono::steady_clock::time_point firstBytes; ///< the first that the guest printed
    std::chrono::steady_clock::time_point marker;
};
/// The same, and says when.
Result<ConsoleTimes> timeMarker(int console, const std::string& marker,
                                std::chrono::milliseconds timeout, const StopRequest& stop);

/// Waits until there is something to read. operationTimeout ("WHAT in time"), operationAborted.
Result<void> waitForConsole(int console, const StopRequest& stop,
                            std::chrono::steady_clock::time_point deadline,
                            const std::string& what);

} // namespace twinvirt::bench
