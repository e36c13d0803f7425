#include "benchmark/probe/helper_process.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <unistd.h>
#include <utility>

namespace twinvirt::bench::probe {

/// To be killed when `parent` dies; ends this process when that has happened already.
static void dieWith(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) // it died before the call
        ::_exit(1);
}

/// An exception must not leave the child through the frames of its parent: noexcept ends it
/// instead.
[[noreturn]] static void becomeHelper(pid_t parent, const std::function<int()>& work) noexcept {
    dieWith(parent);
    ::_exit(work());
}

Result<HelperProcess> HelperProcess::start(const std::function<int()>& work) {
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0)
        return systemError("fork");
    if (pid > 0)
        return HelperProcess(pid);
    becomeHelper(parent, work);
}

HelperProcess::HelperProcess(HelperProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)) {}

HelperProcess::~HelperProcess() {
    if (pid_ < 0)
        return;
    ::kill(pid_, SIGKILL); // our own child, not yet waited for: the pid cannot be another's
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

} // namespace twinvirt::bench::probe
