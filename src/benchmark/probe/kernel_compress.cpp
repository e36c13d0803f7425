#include "benchmark/probe/compressor.h"
#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/opaque.h"
#include "benchmark/probe/sample_text.h"

namespace twinvirt::bench::probe {

namespace {

constexpr std::size_t blockSize = std::size_t{64} * 1024;
/// What the block is compressed to. There is no formula: it was read off once, and stays as it is
/// as long as text and compressor do, on every machine.
constexpr std::size_t packedSize = 27640;

class Compress : public Kernel {
  public:
    Compress() : text_(sampleText(blockSize)) {}

    Result<void> run(std::uint64_t operations) override {
        for (std::uint64_t done = 0; done < operations; done += blockSize) {
            const std::uint8_t* text = text_.data();
            makeOpaque(text);
            const auto packed = compress({text, text_.size()});
            const auto again = decompress(packed, text_.size());
            if (packed.size() != packedSize)
                return wrongAnswer("64 KiB became " + std::to_string(packed.size()) +
                                   " bytes instead of " + std::to_string(packedSize));
            if (!again || *again != text_)
                return wrongAnswer("the text is another one after the round trip");
        }
        return {};
    }

  private:
    std::vector<std::uint8_t> text_;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<Compress>());
}

} // namespace

const KernelDescription compressKernel{
    .name = "compress",
    .operation = "one byte of text, compressed and decompressed again (in blocks of 64 KiB)",
    .unit = "byte",
    .source = "the LZMA compression of PXZ, as in Felter et al. 2014 (RC25482)",
    .step = blockSize,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
