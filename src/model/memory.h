#pragma once

#include <cstdint>
#include <optional>

namespace twinvirt {

/// <memtune>: limits in KiB; absent means unlimited.
struct MemoryTune {
    std::optional<std::uint64_t> hardLimitKib;
    std::optional<std::uint64_t> softLimitKib;
    std::optional<std::uint64_t> swapHardLimitKib;
    std::optional<std::uint64_t> minGuaranteeKib; ///< printed; no kind honours it

    bool operator==(const MemoryTune&) const = default;
};

} // namespace twinvirt
