#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace twinvirt::bench::probe {

/// A small compressor of the family of LZMA: repeats of up to 64 KiB back (Lempel and Ziv 1977),
/// the rest by its context, all through an adaptive range coder. The format is nobody else's.
std::vector<std::uint8_t> compress(std::span<const std::uint8_t> text);

/// The text again; nothing when `packed` is cut off, damaged so that it cannot be read, or says
/// that the text is longer than `longest`.
std::optional<std::vector<std::uint8_t>> decompress(std::span<const std::uint8_t> packed,
                                                    std::size_t longest);

} // namespace twinvirt::bench::probe
