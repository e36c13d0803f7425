#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::uint64_t fileSize = std::uint64_t{16} * 1024 * 1024;
constexpr std::size_t pieceSize = std::size_t{128} * 1024;
constexpr std::size_t blocksPerPiece = pieceSize / blockSize;

class FileSequential : public Kernel {
  public:
    explicit FileSequential(ScratchFile file) : file_(std::move(file)), piece_(pieceSize, 0x5a) {}

    Result<void> run(std::uint64_t operations) override {
        for (std::uint64_t done = 0; done < operations; done += 2 * fileSize) {
            ++pass_;
            TRY(writeAll());
            TRY(readAll());
        }
        return {};
    }

  private:
    Result<void> writeAll() {
        for (std::uint64_t offset = 0; offset < fileSize; offset += pieceSize) {
            for (std::size_t block = 0; block < blocksPerPiece; ++block)
                stampBlock(piece_.data() + block * blockSize, offset / blockSize + block, pass_);
            TRY(file_.write(piece_.data(), pieceSize, offset));
        }
        if (::fdatasync(file_.fd()) != 0)
            return systemError("fdatasync");
        // What is on the disk by now is read from there. A file system in memory has no other copy.
        ::posix_fadvise(file_.fd(), 0, 0, POSIX_FADV_DONTNEED);
        return {};
    }

    Result<void> readAll() {
        for (std::uint64_t offset = 0; offset < fileSize; offset += pieceSize) {
            TRY(file_.read(piece_.data(), pieceSize, offset));
            for (std::size_t block = 0; block < blocksPerPiece; ++block)
                TRY(checkBlock(piece_.data() + block * blockSize, offset / blockSize + block,
                               pass_));
        }
        return {};
    }

    ScratchFile file_;
    std::vector<unsigned char> piece_;
    std::uint64_t pass_ = 0;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings& settings) {
    ScratchFile file = TRY(ScratchFile::create(settings.directory, ScratchFile::Kind::unnamed));
    return std::unique_ptr<Kernel>(std::make_unique<FileSequential>(std::move(file)));
}

} // namespace

const KernelDescription fileSequentialKernel{
    .name = "file-sequential",
    .operation = "one byte of a file of 16 MiB, written or read in order by 128 KiB; fdatasync and "
                 "posix_fadvise(DONTNEED) stand between writing and reading",
    .unit = "byte",
    .source = "the sequential jobs of fio, as in Felter et al. 2014 (RC25482), through the page "
              "cache",
    .step = 2 * fileSize,
    .usesDirectory = true,
    .make = make,
};

} // namespace twinvirt::bench::probe
