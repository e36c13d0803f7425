#include "shell/bench_guard.h"

#include "util/atomic_file.h"

#include <unistd.h>

namespace twinvirt {

static constexpr const char* benchmarkLock = "/run/lock/twinvirt-bench.lock";

static Error busy(const std::string& file) {
    const auto holder = readFile(file, 4096);
    const std::string who = holder && !holder->empty() ? " (" + *holder + ")" : "";
    return {ErrorCode::resourceBusy, "another benchmark runs on this host" + who +
                                         ", and two would measure each other; wait for its end, or "
                                         "stop it with SIGINT: it keeps what it measured"};
}

Result<FileLock> lockBenchmarks(const std::string& file, const std::string& runId,
                                const std::string& started) {
    auto lock = FileLock::tryAcquire(file);
    if (!lock)
        return lock.error().code == ErrorCode::resourceBusy ? busy(file) : lock.error();
    // Only ever read while the lock is held, so what an earlier run wrote misleads nobody.
    const std::string holder =
        "pid " + std::to_string(::getpid()) + ", run " + runId + ", since " + started;
    if (::ftruncate(lock->fd(), 0) != 0 || ::pwrite(lock->fd(), holder.data(), holder.size(), 0) !=
                                               static_cast<ssize_t>(holder.size()))
        return systemError("write '" + file + "'");
    return lock;
}

Result<std::optional<std::string>> runningBenchmark(const std::string& lockFile) {
    const bool held = TRY(FileLock::isHeld(lockFile));
    if (!held)
        return std::optional<std::string>();
    constexpr std::size_t longest = 4096;
    const std::string holder = readFile(lockFile, longest).value_or(std::string());
    return std::optional(holder.empty() ? std::string("one that does not say who it is") : holder);
}

Result<std::optional<std::string>> runningBenchmark() {
    return runningBenchmark(benchmarkLock);
}

extern "C" {
static void doNothing(int) {}
}

QuietBrokenPipes::QuietBrokenPipes() {
    struct sigaction action {};
    action.sa_handler = doNothing;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGPIPE, &action, &previous_);
}

QuietBrokenPipes::~QuietBrokenPipes() {
    ::sigaction(SIGPIPE, &previous_, nullptr);
}

Result<BenchGuard> BenchGuard::open(const std::string& runId, const std::string& started) {
    FileLock lock = TRY(lockBenchmarks(benchmarkLock, runId, started));
    return BenchGuard(std::move(lock), TRY(SignalPipe::open({SIGINT, SIGTERM, SIGHUP})));
}

} // namespace twinvirt
