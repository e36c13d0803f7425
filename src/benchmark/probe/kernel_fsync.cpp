#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/scratch_file.h"

#include <algorithm>
#include <unistd.h>
#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::uint64_t blocks = 16;

/// Writes the blocks of a file in turns, each followed by fsync. So the last writes are known:
/// block n was written by the last operation whose number is n modulo the count of blocks.
class Fsync : public Kernel {
  public:
    explicit Fsync(ScratchFile file) : file_(std::move(file)), block_(blockSize, 0x5a) {}

    Result<void> run(std::uint64_t operations) override {
        for (std::uint64_t i = 0; i < operations; ++i, ++written_) {
            const std::uint64_t number = written_ % blocks;
            stampBlock(block_.data(), number, written_);
            TRY(file_.write(block_.data(), blockSize, number * blockSize));
            if (::fsync(file_.fd()) != 0)
                return systemError("fsync");
        }
        return {};
    }

    Result<void> check() override {
        for (std::uint64_t i = 1; i <= std::min(blocks, written_); ++i) {
            const std::uint64_t number = (written_ - i) % blocks;
            TRY(file_.read(block_.data(), blockSize, number * blockSize));
            TRY(checkBlock(block_.data(), number, written_ - i));
        }
        return {};
    }

  private:
    ScratchFile file_;
    std::vector<unsigned char> block_;
    std::uint64_t written_ = 0;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings& settings) {
    ScratchFile file = TRY(ScratchFile::create(settings.directory, ScratchFile::Kind::named));
    return std::unique_ptr<Kernel>(std::make_unique<Fsync>(std::move(file)));
}

} // namespace

const KernelDescription fsyncKernel{
    .name = "fsync",
    .operation = "one write of 4 KiB to a file of 64 KiB, and its fsync",
    .unit = "operation",
    .source = "the latency job of fio, as in Felter et al. 2014 (RC25482), with a synced write",
    .step = 1,
    .usesDirectory = true,
    .make = make,
};

} // namespace twinvirt::bench::probe
