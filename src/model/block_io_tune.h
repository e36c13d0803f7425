#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// <device> in <blkiotune>: limits for one block device; absent means none.
struct BlockDeviceTune {
    std::string path;               ///< on the host, "/dev/vda"
    std::optional<unsigned> weight; ///< a share, relative to those of others
    std::optional<std::uint32_t> readIopsSec;
    std::optional<std::uint32_t> writeIopsSec;
    std::optional<std::uint64_t> readBytesSec;
    std::optional<std::uint64_t> writeBytesSec;

    bool operator==(const BlockDeviceTune&) const = default;
};

/// <blkiotune>; 0 means unset in each of its values, as in libvirt, and is absent once completed.
struct BlockIoTune {
    std::optional<unsigned> weight; ///< 1..10000: what cgroup v2 takes; v1 takes 10..1000
    std::vector<BlockDeviceTune> devices;

    bool operator==(const BlockIoTune&) const = default;
};

} // namespace twinvirt
