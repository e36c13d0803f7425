#include "benchmark/probe/scratch_file.h"

#include "benchmark/probe/kernel.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace twinvirt::bench::probe {

Result<ScratchFile> ScratchFile::create(const std::string& directory, Kind kind) {
    std::string path = directory + "/twinvirt-bench-probe-XXXXXX";
    UniqueFd fd(::mkostemp(path.data(), O_CLOEXEC));
    if (!fd)
        return systemError("make a file in '" + directory +
                           "' (choose a writable one with --directory)");
    if (kind == Kind::unnamed) {
        ::unlink(path.c_str());
        path.clear();
    }
    return ScratchFile(std::move(fd), std::move(path));
}

ScratchFile::ScratchFile(ScratchFile&& other) noexcept
    : fd_(std::move(other.fd_)), path_(std::exchange(other.path_, {})) {}

ScratchFile::~ScratchFile() {
    if (!path_.empty())
        ::unlink(path_.c_str());
}

Result<void> ScratchFile::write(const void* from, std::size_t size, std::uint64_t offset) const {
    const auto* bytes = static_cast<const char*>(from);
    while (size > 0) {
        const ssize_t count = ::pwrite(fd_.get(), bytes, size, static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return systemError(
                "write the file (choose a directory with more room with --directory)");
        bytes += count;
        offset += static_cast<std::uint64_t>(count);
        size -= static_cast<std::size_t>(count);
    }
    return {};
}

Result<void> ScratchFile::read(void* to, std::size_t size, std::uint64_t offset) const {
    auto* bytes = static_cast<char*>(to);
    while (size > 0) {
        const ssize_t count = ::pread(fd_.get(), bytes, size, static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError("read the file");
        if (count == 0)
            return wrongAnswer("the file has become shorter");
        bytes += count;
        offset += static_cast<std::uint64_t>(count);
        size -= static_cast<std::size_t>(count);
    }
    return {};
}

using Stamp = std::array<std::uint64_t, 2>;

void stampBlock(unsigned char* block, std::uint64_t number, std::uint64_t version) {
    const Stamp stamp{number, version};
    std::memcpy(block, stamp.data(), sizeof stamp);
    std::memcpy(block + blockSize - sizeof stamp, stamp.data(), sizeof stamp);
}

Result<void> checkBlock(const unsigned char* block, std::uint64_t number, std::uint64_t version) {
    const Stamp stamp{number, version};
    if (std::memcmp(block, stamp.data(), sizeof stamp) == 0 &&
        std::memcmp(block + blockSize - sizeof stamp, stamp.data(), sizeof stamp) == 0)
        return {};
    return wrongAnswer("block " + std::to_string(number) +
                       " of the file does not hold what was written to it last");
}

} // namespace twinvirt::bench::probe
