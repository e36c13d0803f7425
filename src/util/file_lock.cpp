#include "util/file_lock.h"

#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <thread>

namespace twinvirt {

static Result<UniqueFd> openLockFile(const std::string& path, int flags) {
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
    if (!fd)
        return systemError("open lock file '" + path + "'");
    return fd;
}

Result<FileLock> FileLock::tryAcquire(const std::string& path) {
    UniqueFd fd = TRY(openLockFile(path, O_CREAT));
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0)
        return FileLock(std::move(fd));
    if (errno == EWOULDBLOCK)
        return Error{ErrorCode::resourceBusy, "lock '" + path + "': held by another process",
                     EWOULDBLOCK};
    return systemError("flock '" + path + "'");
}

Result<FileLock> FileLock::acquire(const std::string& path, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    auto pause = std::chrono::microseconds(200);
    while (true) {
        auto lock = tryAcquire(path);
        if (lock || lock.error().code != ErrorCode::resourceBusy)
            return lock;
        if (std::chrono::steady_clock::now() >= deadline)
            return Error{ErrorCode::operationTimeout,
                         "lock '" + path + "': still held by another process after " +
                             std::to_string(timeout.count()) + " ms"};
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds(5000));
    }
}

Result<bool> FileLock::isHeld(const std::string& path) {
    auto fd = openLockFile(path, 0);
    if (!fd)
        return fd.error().errnum == ENOENT ? Result<bool>(false) : Result<bool>(fd.error());
    // Shared: two who ask at once must not take each other for the holder.
    if (::flock(fd->get(), LOCK_SH | LOCK_NB) == 0)
        return false;
    if (errno == EWOULDBLOCK)
        return true;
    return systemError("flock '" + path + "'");
}

} // namespace twinvirt
