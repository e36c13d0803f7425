#pragma once

#include <cstdint>
#include <vector>

namespace twinvirt::bench::probe {

/// `size` bytes that look like prose to a compressor: invented words, some much more frequent than
/// others, in sentences. The same everywhere.
std::vector<std::uint8_t> sampleText(std::size_t size);

} // namespace twinvirt::bench::probe
