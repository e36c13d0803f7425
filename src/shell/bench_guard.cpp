#include "shell/bench_guard.h"

#include "util/atomic_file.h"

#include <unistd.h>

namespace twinvirt {

static constexpr const char* lockFile = "/run/lock/twinvirt-bench.lock";

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
    FileLock lock = TRY(lockBenchmarks(lockFile, runId, started));
    return BenchGuard(std::move(lock), TRY(SignalPipe::open({SIGINT, SIGTERM, SIGHUP})));
}

} // namespace twinvirt
