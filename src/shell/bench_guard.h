#pragma once

#include "benchmark/run/stop_request.h"
#include "shell/signal_pipe.h"
#include "util/file_lock.h"

#include <csignal>
#include <optional>
#include <string>

namespace twinvirt {

/// The lock of the host's only benchmark; its file says who holds it. resourceBusy, with the
/// holder's pid, run and start, when another one runs.
Result<FileLock> lockBenchmarks(const std::string& file, const std::string& runId,
                                const std::string& started);

/// What the benchmark that runs on this host says of itself ("pid 4711, run 0f1e2d3c, since …");
/// nullopt when none runs.
Result<std::optional<std::string>> runningBenchmark();
Result<std::optional<std::string>> runningBenchmark(const std::string& lockFile);

/// While it lives, writing into a broken pipe fails and does not end the program: a run whose
/// progress nobody reads any more (`bench … 2>&1 | head`) goes on to its end. A handler, since
/// "ignored" would be inherited by what is executed.
class QuietBrokenPipes {
  public:
    QuietBrokenPipes();
    ~QuietBrokenPipes();
    QuietBrokenPipes(const QuietBrokenPipes&) = delete;
    QuietBrokenPipes& operator=(const QuietBrokenPipes&) = delete;

  private:
    struct sigaction previous_ {};
};

/// What a run holds from before its first instance until its result is written: the lock, and the
/// signals that stop it (SIGINT, SIGTERM, SIGHUP). They must not end the program before that,
/// however often they come: instances would stay, or the result be lost.
class BenchGuard {
  public:
    static Result<BenchGuard> open(const std::string& runId, const std::string& started);
    BenchGuard(BenchGuard&& other) noexcept = default;
    BenchGuard& operator=(BenchGuard&&) = delete;
    ~BenchGuard() = default;

    [[nodiscard]] const bench::StopRequest& stop() const { return stop_; }

  private:
    BenchGuard(FileLock lock, SignalPipe signals)
        : lock_(std::move(lock)), signals_(std::move(signals)),
          stop_(bench::StopRequest::whenReadable(signals_.fd())) {}

    FileLock lock_;
    SignalPipe signals_;
    bench::StopRequest stop_;
};

} // namespace twinvirt
