#pragma once

#include "model/domain_definition.h"
#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The limits of one block device, as <blkiotune><device> gives them; 0: none.
struct DeviceLimits {
    std::string number; ///< "8:0"
    std::uint64_t weight = 0;
    std::uint64_t readBytesSec = 0;
    std::uint64_t writeBytesSec = 0;
    std::uint64_t readIopsSec = 0;
    std::uint64_t writeIopsSec = 0;
};

/// What a definition limits, apart from how a kernel's files say it. What is absent is not limited.
struct ResourceLimits {
    std::uint64_t memoryBytes = 0;
    std::optional<std::uint64_t> softMemoryBytes;
    std::optional<std::uint64_t> swapBytes; ///< memory and swap together
    std::optional<std::uint64_t> shares;    ///< 2..262144, 1024 is the usual one
    std::optional<std::uint64_t> periodUs;
    std::optional<std::uint64_t> quotaUs; ///< of all CPUs together, in each period
    std::optional<std::string> cpus;      ///< in the kernel's form, "0-1,3"
    std::optional<std::string> nodes;     ///< NUMA nodes, in the same form
    std::optional<std::uint64_t> tasks;
    std::optional<std::uint64_t> ioWeight; ///< 1..10000
    std::vector<DeviceLimits> devices;
};

/// The limit of memory in KiB. <memtune><hard_limit> when there is one, else <currentMemory>, which
/// is <memory> unless `setmem` made it smaller.
std::uint64_t memoryLimitKib(const DomainDefinition& definition);

/// The CPU time in each period, in microseconds; nullopt: no limit. <cputune><quota>, and not more
/// than <vcpu current='N'> CPUs have: the number of virtual CPUs limits a container only when it is
/// asked to by that attribute, which `setvcpus` writes.
std::optional<std::uint64_t> quotaUs(const DomainDefinition& definition);
std::uint64_t periodUs(const DomainDefinition& definition);

/// Reads the numbers of the block devices. configUnsupported when a list is no list, or a path no
/// block device.
Result<ResourceLimits> limitsOf(const DomainDefinition& definition);

/// A list of CPUs or nodes in the kernel's form: "0-3,^2" is "0-1,3". nullopt when it is no list,
/// is empty, or names a number above 4095.
std::optional<std::string> kernelCpuList(const std::string& text);

Error badCpuset(const std::string& text);

} // namespace twinvirt::lxc
