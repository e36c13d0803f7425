#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace twinvirt::bench::probe {

/// That the next bit is 0, in 2048ths; moves by a 32nd towards each bit that came.
class Likelihood {
  public:
    [[nodiscard]] std::uint32_t split(std::uint32_t range) const { return (range >> 11U) * value_; }
    void saw(bool bit) {
        if (bit)
            value_ = static_cast<std::uint16_t>(value_ - (value_ >> 5U));
        else
            value_ = static_cast<std::uint16_t>(value_ + ((2048U - value_) >> 5U));
    }

  private:
    std::uint16_t value_ = 1024;
};

/// The binary range coder of LZMA (Martin 1979, with Subbotin's carry propagation).
class RangeEncoder {
  public:
    void put(Likelihood& likelihood, bool bit);
    /// What was put, as bytes. Nothing may be put afterwards.
    std::vector<std::uint8_t> finish();

  private:
    void shiftLow();

    std::vector<std::uint8_t> bytes_;
    std::uint64_t low_ = 0;
    std::uint32_t range_ = 0xffffffffU;
    std::uint8_t cache_ = 0;
    std::uint64_t pending_ = 1;
};

/// Reads back what RangeEncoder wrote, given the same likelihoods.
class RangeDecoder {
  public:
    explicit RangeDecoder(std::span<const std::uint8_t> bytes);
    bool take(Likelihood& likelihood);
    /// More was taken than the bytes hold: what came is worthless.
    [[nodiscard]] bool exhausted() const { return exhausted_; }

  private:
    std::uint8_t nextByte();

    std::span<const std::uint8_t> bytes_;
    std::size_t position_ = 0;
    std::uint32_t range_ = 0xffffffffU;
    std::uint32_t code_ = 0;
    bool exhausted_ = false;
};

} // namespace twinvirt::bench::probe
