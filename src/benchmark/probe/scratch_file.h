#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <cstdint>
#include <string>

namespace twinvirt::bench::probe {

inline constexpr std::size_t blockSize = 4096;

/// A file of one's own, gone with the object.
class ScratchFile {
  public:
    /// `unnamed` vanishes even if the process is killed; `named` is what a program's data are,
    /// which a file system may treat otherwise (btrfs: fsync of a file without a name writes no
    /// log).
    enum class Kind { unnamed, named };

    /// Made in `directory`; the error says what else to do.
    static Result<ScratchFile> create(const std::string& directory, Kind kind);

    ScratchFile(ScratchFile&& other) noexcept;
    ScratchFile& operator=(ScratchFile&&) = delete;
    ScratchFile(const ScratchFile&) = delete;
    ~ScratchFile();

    [[nodiscard]] Result<void> write(const void* from, std::size_t size,
                                     std::uint64_t offset) const;
    [[nodiscard]] Result<void> read(void* to, std::size_t size, std::uint64_t offset) const;
    [[nodiscard]] int fd() const { return fd_.get(); }

  private:
    ScratchFile(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
    UniqueFd fd_;
    std::string path_; ///< empty: it has none (any more)
};

/// Says in the first and the last bytes of a block of blockSize which one it is, and which writing
/// of it.
void stampBlock(unsigned char* block, std::uint64_t number, std::uint64_t version);
/// Wrong answer unless the block carries this stamp.
Result<void> checkBlock(const unsigned char* block, std::uint64_t number, std::uint64_t version);

} // namespace twinvirt::bench::probe
