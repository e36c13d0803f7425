#include "lxc/console_log.h"

#include <sys/mman.h>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

static Result<ConsoleRingHead> readHead(int fd, const std::string& path) {
    ConsoleRingHead head{};
    if (::pread(fd, &head, sizeof head, 0) != static_cast<ssize_t>(sizeof head))
        return Error{ErrorCode::internalError, "read '" + path + "': truncated"};
    return head;
}

Result<std::string> readConsoleRing(const std::string& path, unsigned console) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return systemError("open '" + path + "'");
    constexpr std::uint64_t size = ConsoleRingHead::bytes;
    if (console >= ConsoleRingHead::mostConsoles)
        return std::string();
    const auto before = TRY(readHead(fd.get(), path)).written[console];
    std::string ring(size, '\0');
    const off_t base = off_t{ConsoleRingHead::headBytes} + off_t{console} * off_t{size};
    const ssize_t count = ::pread(fd.get(), ring.data(), ring.size(), base);
    if (count < 0)
        return systemError("read '" + path + "'");
    ring.resize(static_cast<std::size_t>(count));
    ring.resize(size); // a ring that was never full may end before its end
    // What the keeper wrote meanwhile has taken the place of the oldest.
    const auto after = TRY(readHead(fd.get(), path)).written[console];
    const std::uint64_t begin = after > size ? after - size : 0;
    std::string text;
    for (std::uint64_t at = begin; at < before; ++at)
        text += ring[at % size];
    return text;
}

Result<UniqueFd> asReadableFile(const std::string& text) {
    UniqueFd fd(::memfd_create("twinvirt", MFD_CLOEXEC));
    if (!fd)
        return systemError("memfd_create");
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t count = ::write(fd.get(), text.data() + done, text.size() - done);
        if (count < 0)
            return systemError("write to a memfd");
        done += static_cast<std::size_t>(count);
    }
    if (::lseek(fd.get(), 0, SEEK_SET) < 0)
        return systemError("lseek");
    return fd;
}

} // namespace twinvirt::lxc
