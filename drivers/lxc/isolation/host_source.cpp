#include "lxc/isolation/host_source.h"

#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

static UniqueFd openWithoutLinks(const std::string& path, std::uint64_t flags) {
    open_how how{};
    how.flags = flags | O_CLOEXEC;
    how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return UniqueFd(
        static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how)));
}

/// `path` with its first part that is a link of /, /usr or /var replaced; empty when there is none.
static std::string withoutSystemLink(const std::string& path) {
    for (const char* directory : {"/", "/usr/", "/var/"}) {
        const std::string start = directory;
        if (!path.starts_with(start))
            continue;
        const auto end = std::min(path.find('/', start.size()), path.size());
        std::array<char, PATH_MAX> target{};
        const ssize_t size =
            ::readlink(path.substr(0, end).c_str(), target.data(), target.size() - 1);
        if (size > 0)
            return (target[0] == '/' ? "" : start) + target.data() + path.substr(end);
    }
    return "";
}

static Error sourceError(const std::string& path) {
    const int error = errno;
    if (error == ENOENT)
        return {ErrorCode::configUnsupported,
                "source '" + path + "' does not exist on the host; make it, or correct <source>",
                ENOENT};
    if (error != ELOOP)
        return systemError("open source '" + path + "'", error);
    std::array<char, PATH_MAX> real{};
    const bool known = ::realpath(path.c_str(), real.data()) != nullptr;
    return {ErrorCode::configUnsupported,
            "source '" + path +
                "' has a symbolic link in its path, which is refused; write its real path" +
                (known ? ", '" + std::string(real.data()) + "'" : ""),
            ELOOP};
}

static Result<UniqueFd> openAs(const std::string& path, std::uint64_t flags) {
    std::string current = path;
    UniqueFd fd = openWithoutLinks(current, flags);
    for (int links = 0; !fd && errno == ELOOP && links < 8; ++links) {
        current = withoutSystemLink(current);
        errno = ELOOP;
        if (!current.empty())
            fd = openWithoutLinks(current, flags);
    }
    if (!fd)
        return sourceError(path);
    return fd;
}

Result<UniqueFd> openSource(const std::string& path) {
    return openAs(path, O_PATH);
}

Result<UniqueFd> openSourceDevice(const std::string& path) {
    UniqueFd fd(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) != 0)
        return sourceError(path);
    if (!S_ISBLK(info.st_mode))
        return Error{ErrorCode::configUnsupported,
                     "source '" + path +
                         "' is no block device; for an image file write "
                         "<filesystem type='file'><source file='…'/>"};
    return fd;
}

Result<UniqueFd> openSourceImage(const std::string& path, bool readOnly) {
    // Not blocking: it could be a fifo.
    UniqueFd fd = TRY(openAs(path, (readOnly ? O_RDONLY : O_RDWR) | O_NONBLOCK | O_NOCTTY));
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0)
        return sourceError(path);
    if (!S_ISREG(info.st_mode))
        return Error{ErrorCode::configUnsupported,
                     "source '" + path +
                         "' is no file; for a block device write <filesystem "
                         "type='block'><source dev='…'/>, for a directory type='mount'"};
    return fd;
}

} // namespace twinvirt::lxc
