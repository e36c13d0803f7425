#include "lxc/isolation/locked_mounts.h"

#include "lxc/isolation/handshake.h"
#include "lxc/isolation/mount_api.h"

#include <linux/sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// Every host has it, and in our mount namespace nobody needs it; /proc/self/fd names layers.
const std::string workplace = "/dev";

std::string placeOf(std::size_t index) {
    return workplace + "/" + std::to_string(index);
}

/// Runs the task in a process that shares our descriptors; its error is ours.
Result<void> runInHelper(std::uint64_t flags, const std::function<Result<void>()>& task) {
    const auto wire = TRY(Handshake::makePair());
    clone_args arguments{};
    arguments.flags = flags | CLONE_FILES;
    arguments.exit_signal = SIGCHLD;
    const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
    if (pid < 0)
        return systemError("clone3");
    if (pid == 0) {
        const auto done = task();
        if (done)
            ::_exit(0);
        ::_exit(wire.init.send({LaunchMessage::Kind::failed, done.error()}) ? 1 : 2);
    }
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (status == 0)
        return {};
    // The descriptors being shared, there is no end of file: only who said so has sent something.
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 1)
        return Error{ErrorCode::internalError, "the helper died"};
    return TRY(wire.supervisor.receive()).error;
}

Result<void> attachAll(const std::vector<MountToLock>& mounts) {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", workplace.c_str(), "tmpfs", 0, "mode=755") != 0)
        return systemError("make a mount namespace");
    for (std::size_t i = 0; i < mounts.size(); ++i) {
        struct stat info {};
        const std::string place = placeOf(i);
        if (::fstat(mounts[i].fd, &info) != 0 ||
            (S_ISDIR(info.st_mode) ? ::mkdir(place.c_str(), 0755)
                                   : ::mknod(place.c_str(), S_IFREG, 0)) != 0)
            return systemError("make '" + place + "'");
        if (::move_mount(mounts[i].fd, "", AT_FDCWD, place.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0)
            return systemError("move_mount(" + place + ")");
        if (mounts[i].adjust)
            TRY(mounts[i].adjust(place));
    }
    return {};
}

Result<void> takeLocked(const std::vector<MountToLock>& mounts) {
    for (std::size_t i = 0; i < mounts.size(); ++i) {
        const UniqueFd locked = TRY(cloneTree(AT_FDCWD, placeOf(i), true));
        if (::dup3(locked.get(), mounts[i].fd, O_CLOEXEC) < 0)
            return systemError("dup3");
    }
    return {};
}

} // namespace

Result<void> withMountsAttached(const std::vector<MountToLock>& mounts,
                                const std::function<Result<void>()>& task) {
    return runInHelper(0, [&]() -> Result<void> {
        TRY(attachAll(mounts));
        return task();
    });
}

Result<void> lockMounts(const std::vector<MountToLock>& mounts) {
    if (mounts.empty())
        return {};
    return withMountsAttached(mounts, [&mounts] {
        return runInHelper(CLONE_NEWUSER | CLONE_NEWNS, [&mounts] { return takeLocked(mounts); });
    });
}

} // namespace twinvirt::lxc
