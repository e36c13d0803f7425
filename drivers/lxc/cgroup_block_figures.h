#pragma once

#include "lxc/launch_spec.h"

#include <cstdint>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// What the container read from and wrote to one block device of the host.
struct BlockFigures {
    std::string number; ///< "254:0"
    std::string name;   ///< "vda", as in /sys/dev/block; its number when the kernel has no name
    std::uint64_t readRequests = 0;
    std::uint64_t readBytes = 0;
    std::uint64_t writeRequests = 0;
    std::uint64_t writeBytes = 0;
};

/// By device, with everything below the container's cgroup: blkio.throttle.io_serviced and
/// io_service_bytes (v1), io.stat (v2). What the page cache writes back later counts on v2 only; on
/// v1 it belongs to nobody.
std::vector<BlockFigures> readBlockFigures(const std::vector<CgroupMembership>& memberships);

/// Since Linux 6.9 v1 counts nothing on a disk before somebody throttled something on it: the
/// container is given the throttle "no limit" on each disk where that never happened. That takes
/// some 30 ms, once for each disk until the host boots again, and reading two directories
/// otherwise. Where it cannot be done there are no figures of that disk.
void countBlockIo(const std::vector<CgroupMembership>& memberships);

} // namespace twinvirt::lxc
