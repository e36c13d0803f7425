#pragma once

#include "util/result.h"

#include <cerrno>
#include <cstddef>
#include <unistd.h>

namespace twinvirt::bench::probe {

/// read(2) until all bytes came. An end of the stream is an error: the other side is gone.
inline Result<void> readWhole(int fd, void* to, std::size_t size) {
    auto* bytes = static_cast<char*>(to);
    while (size > 0) {
        const ssize_t count = ::read(fd, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError("read");
        if (count == 0)
            return Error{ErrorCode::operationFailed, "read: the other process has ended"};
        bytes += count;
        size -= static_cast<std::size_t>(count);
    }
    return {};
}

/// write(2) until all bytes went.
inline Result<void> writeWhole(int fd, const void* from, std::size_t size) {
    const auto* bytes = static_cast<const char*>(from);
    while (size > 0) {
        const ssize_t count = ::write(fd, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError("write");
        bytes += count;
        size -= static_cast<std::size_t>(count);
    }
    return {};
}

} // namespace twinvirt::bench::probe
