#include "kvm/daemon/reaper.h"

#include "kvm/unix_socket.h"
#include "util/process.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

using namespace std::chrono_literals;

/// Seconds without a machine and without a client after which libvirtd leaves.
constexpr const char* idleSeconds = "30";
constexpr auto startLimit = 30s;

/// A daemon of the host's has nothing of the user's environment.
const std::vector<std::string> environment{
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
    "LANG=C.UTF-8"};

Result<pid_t> spawnDaemon(const std::string& program, const std::vector<std::string>& arguments,
                          int log) {
    SpawnRequest request;
    request.program = program;
    request.arguments = arguments;
    request.descriptors = {{log, 2}};
    request.newSession = true;
    request.environment = environment;
    return spawnProcess(request);
}

bool hasEnded(pid_t child) {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid == child;
}

/// False when the condition did not come true within startLimit.
template <typename Condition>
bool waitFor(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + startLimit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

void end(pid_t& child) {
    if (child < 0)
        return;
    ::kill(child, SIGTERM); // our own child, not yet waited for: the pid cannot be another's
    ::waitpid(child, nullptr, 0);
    child = -1;
}

} // namespace

Result<void> Reaper::start() {
    LogTail log;
    TRY(log.open("/var/log/libvirt/libvirtd.log"));
    if (!answersOn(virtlogdSocket)) {
        virtlogd_ = TRY(spawnDaemon("/usr/sbin/virtlogd", {}, log.fd()));
        waitFor([this] { return answersOn(virtlogdSocket) || hasEnded(virtlogd_); });
    }
    auto libvirtd = spawnDaemon("/usr/sbin/libvirtd", {"--timeout", idleSeconds}, log.fd());
    auto answers = libvirtd ? Result<void>() : Result<void>(libvirtd.error());
    if (libvirtd) {
        libvirtd_ = *libvirtd;
        answers = awaitLibvirtd(log);
    }
    if (!answers) {
        end(libvirtd_);
        end(virtlogd_);
    }
    return answers;
}

Result<void> Reaper::awaitLibvirtd(const LogTail& log) {
    const bool decided =
        waitFor([this] { return answersOn(libvirtdSocket) || hasEnded(libvirtd_); });
    if (decided && !hasEnded(libvirtd_))
        return {};
    return Error{ErrorCode::noConnect,
                 decided ? "/usr/sbin/libvirtd ended: " + log.lastError()
                         : "/usr/sbin/libvirtd does not answer on " + std::string(libvirtdSocket) +
                               "; its log is " + log.path(),
                 0};
}

void Reaper::run() {
    while (true) {
        int status = 0;
        const pid_t child = ::waitpid(-1, &status, 0);
        if (child < 0 && errno != EINTR)
            return;
        if (child == libvirtd_) {
            libvirtd_ = -1;
            const bool leftByItself = WIFEXITED(status) && WEXITSTATUS(status) == 0;
            if (leftByItself && virtlogd_ > 0 && !answersOn(libvirtdSocket))
                ::kill(virtlogd_, SIGTERM);
        }
    }
}

} // namespace twinvirt::kvm
