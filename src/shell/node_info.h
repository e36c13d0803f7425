#pragma once

#include "util/result.h"

#include <cstdint>
#include <string>

namespace twinvirt {

/// libvirt's virNodeInfo.
struct NodeInfo {
    std::string model; ///< of uname(2): x86_64
    unsigned cpus = 0; ///< that are online
    unsigned mhz = 0;  ///< of the first one; 0 when the kernel does not say
    unsigned cells = 1;
    unsigned socketsPerCell = 1;
    unsigned coresPerSocket = 1;
    unsigned threadsPerCore = 1;
    std::uint64_t memoryKib = 0;
};

/// From /proc/cpuinfo, /proc/meminfo and /sys/devices/system. A topology that does not multiply up
/// to the number of CPUs is given as one socket of single-threaded cores, as libvirt does.
Result<NodeInfo> readNodeInfo(const std::string& proc = "/proc", const std::string& sys = "/sys");

} // namespace twinvirt
