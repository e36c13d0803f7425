#pragma once

#include "benchmark/run/stop_request.h"
#include "util/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace twinvirt::bench {

/// A command that a probe which serves goes on with while others are measured: a hog, or the peer
/// of a network's kernels (docs/benchmark-probe.md).
class ServedCommand {
  public:
    /// `console` belongs to the caller; `word` is "hog" or "peer".
    ServedCommand(int console, const StopRequest& stop, std::string word)
        : console_(console), stop_(stop), word_(std::move(word)) {}

    /// Sends "WORD NAME OPTIONS" and waits until it is at work: the event with which it begins, as
    /// JSON. Errors: operationFailed with the probe's own words, operationTimeout,
    /// operationAborted.
    Result<std::string> start(const std::string& name, const std::string& options,
                              std::chrono::milliseconds timeout);
    /// That it was at work until now: operationFailed when it has ended meanwhile, and why.
    Result<void> stillAtWork();

  private:
    Result<void> readMore();
    /// The event of the kind, from its first member to the end of the line; empty while there is
    /// none.
    [[nodiscard]] std::string eventText(std::string_view kind) const;
    /// "hog 'cpu'"
    [[nodiscard]] std::string title() const { return word_ + " '" + name_ + "'"; }

    const int console_;
    const StopRequest& stop_;
    const std::string word_;
    std::string name_;
    std::string said_;
};

} // namespace twinvirt::bench
