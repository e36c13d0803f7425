#include "lxc/run_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <unistd.h>

namespace twinvirt::lxc {

/// The keeper unlinks `alive` while it holds the lock: a lock on a file that has no name any more
/// is worth nothing.
static bool isStillNamed(const FileLock& lock, const std::string& path) {
    struct stat held {};
    struct stat named {};
    return ::fstat(lock.fd(), &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

Result<FileLock> claimRunDirectory(const RunDirectory& run, std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        if (::mkdir(run.path.c_str(), 0700) != 0 && errno != EEXIST)
            return systemError("make run directory '" + run.path + "'");
        auto lock = FileLock::tryAcquire(run.alive());
        if (!lock && lock.error().errnum == ENOENT)
            continue; // the last one's keeper removed the directory between the two
        if (!lock && lock.error().code == ErrorCode::resourceBusy &&
            std::chrono::steady_clock::now() < deadline) {
            ::usleep(500);
            continue;
        }
        if (!lock || isStillNamed(*lock, run.alive()))
            return lock;
    }
}

} // namespace twinvirt::lxc
