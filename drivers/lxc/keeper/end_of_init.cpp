#include "lxc/keeper/end_of_init.h"

#include <sys/wait.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

/// "destroy" or "restart" in RUNDIR/next.
static bool readNextAction(const char* runDirectory, bool& restart) {
    const int folder = ::open(runDirectory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    const int fd = ::openat(folder, "next", O_RDONLY | O_CLOEXEC);
    ::close(folder);
    if (fd < 0)
        return false;
    char text[8] = {};
    const ssize_t count = ::read(fd, text, sizeof text - 1);
    ::close(fd);
    restart = count == 7 && std::memcmp(text, "restart", 7) == 0;
    return count > 0;
}

EndOfInit EndOfInit::reap(const KeeperArguments& arguments) {
    siginfo_t info{};
    while (::waitid(P_PIDFD, static_cast<id_t>(arguments.initPidfd), &info, WEXITED) != 0 &&
           errno == EINTR) {
    }
    EndOfInit end{};
    if (info.si_code == CLD_EXITED) {
        std::snprintf(end.text, sizeof end.text, "exit %d", info.si_status);
        end.restart = arguments.restartOnPoweroff;
    } else if (info.si_status == SIGHUP) {
        std::strcpy(end.text, "reboot");
        end.restart = arguments.restartOnReboot;
    } else if (info.si_status == SIGINT) {
        std::strcpy(end.text, "poweroff");
        end.restart = arguments.restartOnPoweroff;
    } else {
        std::snprintf(end.text, sizeof end.text, "signal %d", info.si_status);
        end.restart = arguments.restartOnCrash;
    }
    (void)readNextAction(arguments.runDirectory, end.restart);
    return end;
}

EndOfInit EndOfInit::destroyed() {
    EndOfInit end{};
    std::strcpy(end.text, "destroyed");
    return end;
}

void EndOfInit::write(const KeeperArguments& arguments) const {
    if (arguments.transient)
        return;
    char path[PATH_MAX];
    char temporary[PATH_MAX];
    std::snprintf(path, sizeof path, "%s.ended", arguments.runDirectory);
    std::snprintf(temporary, sizeof temporary, "%s.ended.new", arguments.runDirectory);
    const int fd = ::open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    const std::size_t size = std::strlen(text);
    const bool written = ::write(fd, text, size) == static_cast<ssize_t>(size);
    ::close(fd);
    if (!written || ::rename(temporary, path) != 0)
        ::unlink(temporary);
}

} // namespace twinvirt::lxc
