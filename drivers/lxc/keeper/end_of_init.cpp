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

/// Takes "destroy" or "restart" from RUNDIR/next.
static bool readNextAction(const char* runDirectory, bool& restart) {
    const int folder = ::open(runDirectory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    const int fd = ::openat(folder, "next", O_RDONLY | O_CLOEXEC);
    ::unlinkat(folder, "next", 0); // it was about this end, not about the one after a restart
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

/// "RUNDIRending"
static const char* beside(const KeeperArguments& arguments, const char* ending) {
    static char path[PATH_MAX];
    std::snprintf(path, sizeof path, "%s%s", arguments.runDirectory, ending);
    return path;
}

static bool isPersistent(const KeeperArguments& arguments) {
    return ::access(beside(arguments, "/definition"), F_OK) == 0;
}

void EndOfInit::keep(const KeeperArguments& arguments) const {
    if (!isPersistent(arguments))
        return;
    // In place: nobody reads it before the run directory is gone, and killed in between it leaves
    // an empty file (no reason), not a temporary one.
    const int fd =
        ::open(beside(arguments, ".ended"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    (void)!::write(fd, text, std::strlen(text));
    ::close(fd);
    char ring[PATH_MAX];
    std::snprintf(ring, sizeof ring, "%s/console.ring", arguments.runDirectory);
    if (!restart)
        (void)!::rename(ring, beside(arguments, ".console"));
    if (isPersistent(arguments)) // only now: whoever undefines it from here on finds both files
        return;
    ::unlink(beside(arguments, ".ended"));
    ::unlink(beside(arguments, ".console"));
}

} // namespace twinvirt::lxc
