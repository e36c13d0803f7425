#pragma once

#include "benchmark/run/stop_request.h"
#include "util/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace twinvirt::bench {

/// A hog that a probe which serves runs (docs/benchmark-probe.md).
class HogSession {
  public:
    /// `console` belongs to the caller.
    HogSession(int console, const StopRequest& stop) : console_(console), stop_(stop) {}

    /// Sends "hog NAME OPTIONS" and waits until it is at work. Errors: operationFailed with the
    /// probe's own words, operationTimeout, operationAborted.
    Result<void> start(const std::string& name, const std::string& options,
                       std::chrono::milliseconds timeout);
    /// That it was at work until now: operationFailed when it has ended meanwhile, and why.
    Result<void> stillAtWork();

  private:
    Result<void> readMore();
    /// What comes after the event's kind, to the end of the line; npos while there is none.
    [[nodiscard]] std::string eventText(std::string_view kind) const;

    const int console_;
    const StopRequest& stop_;
    std::string name_;
    std::string said_;
};

} // namespace twinvirt::bench
