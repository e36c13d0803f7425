#include "util/atomic_file.h"

#include "util/rollback.h"
#include "util/unique_fd.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>

namespace twinvirt {

static Result<void> writeAll(int fd, std::string_view content, const std::string& path) {
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return systemError("write '" + path + "'");
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

static Result<void> syncDirectoryOf(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0)
        return systemError("fsync directory '" + directory + "'");
    return {};
}

Result<void> writeFileAtomically(const std::string& path, std::string_view content,
                                 Durability durability, unsigned mode) {
    static std::atomic<unsigned> counter = 0;
    const std::string temporary =
        path + ".new-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!fd)
        return systemError("create '" + temporary + "'");
    Rollback rollback;
    rollback.add([&temporary] { ::unlink(temporary.c_str()); });

    TRY(writeAll(fd.get(), content, temporary));
    if (durability == Durability::persistent && ::fsync(fd.get()) != 0)
        return systemError("fsync '" + temporary + "'");
    if (::rename(temporary.c_str(), path.c_str()) != 0)
        return systemError("rename '" + temporary + "' to '" + path + "'");
    rollback.dismiss();
    if (durability == Durability::persistent)
        TRY(syncDirectoryOf(path));
    return {};
}

/// 0 of what has no size, as a file of /proc.
static std::size_t sizeOf(int fd) {
    struct stat info {};
    return ::fstat(fd, &info) == 0 ? static_cast<std::size_t>(info.st_size) : 0;
}

Result<std::string> readFile(const std::string& path, std::size_t limit) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return systemError("open '" + path + "'");
    std::string content;
    std::array<char, 16384> buffer{};
    while (true) {
        const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count < 0) {
            if (errno == EINTR)
                continue;
            return systemError("read '" + path + "'");
        }
        if (count == 0)
            return content;
        if (content.size() == buffer.size()) // a long one: its memory at once
            content.reserve(std::min(sizeOf(fd.get()), limit));
        content.append(buffer.data(), static_cast<std::size_t>(count));
        if (content.size() > limit)
            return Error{ErrorCode::configUnsupported,
                         "read '" + path + "': larger than " + std::to_string(limit) + " bytes"};
    }
}

} // namespace twinvirt
