#include "benchmark/probe/range_coder.h"

namespace twinvirt::bench::probe {

static constexpr std::uint32_t leastRange = 1U << 24U;
static constexpr int tailBytes = 5; // as long as `low` and the byte before it

void RangeEncoder::put(Likelihood& likelihood, bool bit) {
    const std::uint32_t bound = likelihood.split(range_);
    if (bit) {
        low_ += bound;
        range_ -= bound;
    } else {
        range_ = bound;
    }
    likelihood.saw(bit);
    while (range_ < leastRange) {
        range_ <<= 8U;
        shiftLow();
    }
}

/// Writes the highest byte of `low` as soon as no carry can change it any more.
void RangeEncoder::shiftLow() {
    const auto carry = static_cast<std::uint8_t>(low_ >> 32U);
    if (low_ < 0xff000000U || carry != 0) {
        for (; pending_ > 0; --pending_) {
            bytes_.push_back(static_cast<std::uint8_t>(cache_ + carry));
            cache_ = 0xff;
        }
        cache_ = static_cast<std::uint8_t>(low_ >> 24U);
    }
    ++pending_;
    low_ = (low_ & 0x00ffffffU) << 8U;
}

std::vector<std::uint8_t> RangeEncoder::finish() {
    for (int i = 0; i < tailBytes; ++i)
        shiftLow();
    return std::move(bytes_);
}

RangeDecoder::RangeDecoder(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
    for (int i = 0; i < tailBytes; ++i)
        code_ = code_ << 8U | nextByte();
}

std::uint8_t RangeDecoder::nextByte() {
    if (position_ < bytes_.size())
        return bytes_[position_++];
    exhausted_ = true;
    return 0;
}

bool RangeDecoder::take(Likelihood& likelihood) {
    const std::uint32_t bound = likelihood.split(range_);
    const bool bit = code_ >= bound;
    if (bit) {
        code_ -= bound;
        range_ -= bound;
    } else {
        range_ = bound;
    }
    likelihood.saw(bit);
    while (range_ < leastRange) {
        range_ <<= 8U;
        code_ = code_ << 8U | nextByte();
    }
    return bit;
}

} // namespace twinvirt::bench::probe
