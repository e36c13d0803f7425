#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/scratch_file.h"
#include "benchmark/probe/split_mix.h"

#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::uint64_t blocks = 4096; // 16 MiB

class FileRandom : public Kernel {
  public:
    explicit FileRandom(ScratchFile file)
        : file_(std::move(file)), block_(blockSize, 0x5a), versions_(blocks, 0) {}

    Result<void> fill() {
        for (std::uint64_t number = 0; number < blocks; ++number) {
            stampBlock(block_.data(), number, 0);
            TRY(file_.write(block_.data(), blockSize, number * blockSize));
        }
        return {};
    }

    Result<void> run(std::uint64_t operations) override {
        for (std::uint64_t i = 0; i < operations; i += 2) {
            TRY(readOne(random_.below(blocks)));
            TRY(writeOne(random_.below(blocks)));
        }
        return {};
    }

  private:
    Result<void> readOne(std::uint64_t number) {
        TRY(file_.read(block_.data(), blockSize, number * blockSize));
        return checkBlock(block_.data(), number, versions_[number]);
    }
    Result<void> writeOne(std::uint64_t number) {
        stampBlock(block_.data(), number, ++versions_[number]);
        return file_.write(block_.data(), blockSize, number * blockSize);
    }

    ScratchFile file_;
    std::vector<unsigned char> block_;
    std::vector<std::uint64_t> versions_; ///< how often each block was written
    SplitMix random_{4};
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings& settings) {
    ScratchFile file = TRY(ScratchFile::create(settings.directory, ScratchFile::Kind::unnamed));
    auto kernel = std::make_unique<FileRandom>(std::move(file));
    TRY(kernel->fill());
    return std::unique_ptr<Kernel>(std::move(kernel));
}

} // namespace

const KernelDescription fileRandomKernel{
    .name = "file-random",
    .operation = "one pread or pwrite of 4 KiB at a random place of a file of 16 MiB, in turns",
    .unit = "operation",
    .source = "sysbench fileio rndrw, as in Boden 2014: through the page cache; what the disk "
              "costs is fsync's",
    .step = 2,
    .usesDirectory = true,
    .make = make,
};

} // namespace twinvirt::bench::probe
