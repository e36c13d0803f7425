#pragma once

#include "benchmark/result/result.h"
#include "benchmark/run/stop_request.h"
#include "util/result.h"

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace twinvirt::bench {

/// What a probe that serves says of one kernel, line by line (docs/benchmark-probe.md). Whatever
/// else stands on its console (a kernel's messages, the echo of a terminal) is passed over.
class KernelReply {
  public:
    using Clock = std::chrono::steady_clock;

    explicit KernelReply(std::string kernel) { run_.kernel = std::move(kernel); }

    /// Takes a line that came at that time. True when the kernel is done. Errors: operationFailed
    /// with the probe's own words, internalError for a line that is not as promised.
    Result<bool> take(std::string_view line, Clock::time_point when);
    [[nodiscard]] const KernelRun& run() const { return run_; }

  private:
    Result<bool> takeEvent(const std::string& json, Clock::time_point when);
    Result<bool> finish();

    KernelRun run_;
    std::optional<Clock::time_point> begun_;
};

struct KernelRequest {
    std::string kernel;
    unsigned batches = 5;
    unsigned batchMs = 50;
    std::chrono::milliseconds timeout{120000};
    std::string directory; ///< of a kernel's files, as the probe sees it; "": its own choice, /tmp
    unsigned slowDownPercent = 0; ///< operations that are done and not counted, of a hundred
};

/// A probe at the other end of a console or socket, which said that it is ready.
class KernelSession {
  public:
    /// `console` belongs to the caller.
    KernelSession(int console, const StopRequest& stop) : console_(console), stop_(stop) {}

    /// Runs a kernel. Errors: those of KernelReply; operationTimeout; operationFailed when the
    /// other end is gone; operationAborted when a stop was asked for.
    Result<KernelRun> run(const KernelRequest& request);

  private:
    struct Line {
        std::string text;
        std::chrono::steady_clock::time_point when;
    };
    Result<Line> nextLine(std::chrono::steady_clock::time_point deadline);
    Result<void> send(const std::string& text) const;

    const int console_;
    const StopRequest& stop_;
    std::string partial_;
    std::deque<Line> lines_;
};

} // namespace twinvirt::bench
