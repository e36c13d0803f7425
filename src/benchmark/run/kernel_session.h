#pragma once

#include "benchmark/result/result.h"
#include "benchmark/run/stop_request.h"
#include "util/result.h"

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

/// What a probe says of a kernel beside its figure.
struct KernelDetails {
    /// p50, p95 and p99 of the operations of each batch, in nanoseconds; of a kernel that times
    /// each operation.
    std::vector<std::array<double, 3>> latencies;
    double operations = 0; ///< of all batches
};

/// What a probe that serves says of one kernel, line by line (docs/benchmark-probe.md). Whatever
/// else stands on its console (a kernel's messages, the echo of a terminal) is passed over.
class KernelReply {
  public:
    using Clock = std::chrono::steady_clock;
    /// Told as the measured part of a kernel "begin"s and as it "end"s.
    using Listener = std::function<void(std::string_view)>;

    explicit KernelReply(std::string kernel, Listener listener = {})
        : listener_(std::move(listener)) {
        run_.kernel = std::move(kernel);
    }

    /// Takes a line that came at that time. True when the kernel is done. Errors: operationFailed
    /// with the probe's own words, internalError for a line that is not as promised.
    Result<bool> take(std::string_view line, Clock::time_point when);
    [[nodiscard]] const KernelRun& run() const { return run_; }
    [[nodiscard]] const KernelDetails& details() const { return details_; }

  private:
    Result<bool> takeEvent(const std::string& json, Clock::time_point when);
    Result<bool> finish();

    Listener listener_;
    KernelRun run_;
    KernelDetails details_;
    std::optional<Clock::time_point> begun_;
};

struct KernelRequest {
    std::string kernel;
    unsigned batches = 5;
    unsigned batchMs = 50;
    std::chrono::milliseconds timeout{120000};
    std::string directory; ///< of a kernel's files, as the probe sees it; "": its own choice, /tmp
    unsigned slowDownPercent = 0; ///< operations that are done and not counted, of a hundred
    std::string options = {};     ///< further words of its command, such as "--peer …"
    KernelReply::Listener listener = {};
};

/// A probe at the other end of a console or socket, which said that it is ready.
class KernelSession {
  public:
    /// `console` belongs to the caller.
    KernelSession(int console, const StopRequest& stop) : console_(console), stop_(stop) {}

    /// Runs a kernel. Errors: those of KernelReply; operationTimeout; operationFailed when the
    /// other end is gone; operationAborted when a stop was asked for.
    /// `details`, where it is given, gets what is beside the figure.
    Result<KernelRun> run(const KernelRequest& request, KernelDetails* details = nullptr);

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
