#pragma once

#include <cstdint>
#include <vector>

namespace twinvirt {

/// <uid start='0' target='100000' count='65536'/>
struct IdMapRange {
    std::uint32_t start = 0;  ///< first id inside
    std::uint32_t target = 0; ///< first id on the host
    std::uint32_t count = 0;

    bool operator==(const IdMapRange&) const = default;
};

/// <idmap>; empty and not automatic: no user namespace.
struct IdMap {
    /// mode='auto', ours: a free range is taken at each start. Of a live domain the ranges are
    /// those that were taken.
    bool automatic = false;
    std::vector<IdMapRange> uids;
    std::vector<IdMapRange> gids;

    bool operator==(const IdMap&) const = default;
};

} // namespace twinvirt
