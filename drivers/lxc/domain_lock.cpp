#include "lxc/domain_lock.h"

#include <sys/stat.h>

#include <filesystem>

namespace twinvirt::lxc {

static bool isLinked(int fd) {
    struct stat info {};
    return ::fstat(fd, &info) == 0 && info.st_nlink > 0;
}

static Result<void> makeRunDirectory(const StatePaths& paths) {
    std::error_code error;
    if (std::filesystem::create_directories(paths.run(), error))
        std::filesystem::permissions(paths.run(), std::filesystem::perms::owner_all, error);
    if (error)
        return systemError("make directory '" + paths.run() + "'", error.value());
    return {};
}

Result<DomainLock> DomainLock::acquire(const StatePaths& paths, const std::string& name,
                                       std::chrono::milliseconds timeout) {
    TRY(makeRunDirectory(paths));
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        auto lock = FileLock::acquire(paths.lock(name), std::max(left, left.zero()));
        if (!lock)
            return lock.error().within("domain '" + name + "' is being changed");
        if (isLinked(lock->fd()))
            return DomainLock(std::move(lock).value().release(), paths.lock(name));
    }
}

Result<DomainLock> DomainLock::tryAcquire(const StatePaths& paths, const std::string& name) {
    TRY(makeRunDirectory(paths));
    return tryAcquireFile(paths.lock(name));
}

Result<DomainLock> DomainLock::tryAcquireFile(const std::string& path) {
    auto lock = TRY(FileLock::tryAcquire(path));
    if (!isLinked(lock.fd()))
        return Error{ErrorCode::resourceBusy, "'" + path + "': the domain is being changed"};
    return DomainLock(std::move(lock).release(), path);
}

DomainLock::~DomainLock() {
    if (fd_)
        ::unlink(path_.c_str());
}

} // namespace twinvirt::lxc
