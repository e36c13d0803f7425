// twinvirt-libvirtd: starts Debian's libvirtd on a machine without systemd and is the parent of
// all that it leaves behind. QEMU daemonizes, so its parent is whoever reaps orphans; a PID 1 that
// does so every other second makes libvirt's destroy wait for a zombie that long. A child subreaper
// makes it 0.2 s. Returns to the caller as soon as libvirtd answers; on failure the reason is on
// stderr and nothing was left running.
#include "kvm/daemon/kvm_device.h"
#include "kvm/daemon/reaper.h"
#include "util/unique_fd.h"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <unistd.h>

using namespace twinvirt;

namespace {

/// Nothing of the caller's is kept: descriptors, session, directory, umask.
void detach() {
    ::setsid();
    ::umask(022);
    (void)::chdir("/");
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    for (int fd = 0; fd < 3; ++fd)
        ::dup2(null.get(), fd);
}

[[noreturn]] void runReaper(UniqueFd report) {
    detach();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_NAME, "twinvirt-libvir");
    kvm::Reaper reaper;
    auto started = kvm::giveKvmToQemu();
    if (started)
        started = reaper.start();
    if (!started) {
        const auto& reason = started.error().message;
        (void)!::write(report.get(), reason.data(), reason.size());
        ::_exit(1);
    }
    report.reset();
    reaper.run();
    ::_exit(0);
}

/// Empty when libvirtd answers: the other end was closed without a word.
std::string readReport(int fd) {
    std::string text;
    std::array<char, 512> buffer{};
    ssize_t count = 0;
    while ((count = ::read(fd, buffer.data(), buffer.size())) != 0) {
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        else if (errno != EINTR)
            break;
    }
    return text;
}

} // namespace

int main() {
    // Whatever the caller forgot to mark close-on-exec must not live as long as a daemon.
    ::close_range(3, ~0U, 0);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        std::perror("pipe2");
        return 1;
    }
    UniqueFd read(ends[0]);
    UniqueFd write(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) {
        std::perror("fork");
        return 1;
    }
    if (child == 0) {
        read.reset();
        runReaper(std::move(write));
    }
    write.reset();
    const auto reason = readReport(read.get());
    if (reason.empty())
        return 0;
    std::fprintf(stderr, "%s\n", reason.c_str());
    ::waitpid(child, nullptr, 0);
    return 1;
}
