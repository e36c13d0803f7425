#pragma once

#include "util/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// IPv4 addresses that have the first bits in common, in the host's byte order.
struct AddressRange {
    std::uint32_t first = 0;
    std::uint32_t mask = 0;

    /// "198.18.7.1", of the address that is so far behind the first.
    [[nodiscard]] std::string at(unsigned offset) const;
    bool operator==(const AddressRange&) const = default;
};

/// The networks that a text of the format of /proc/net/route has routes to (man 5 proc).
std::vector<AddressRange> routedRanges(const std::string& routes);
/// Those and the networks of all addresses of this host.
Result<std::vector<AddressRange>> usedRanges();

/// A range of 256 addresses that overlaps none of those: of 198.18.0.0/15, which is set aside for
/// measuring network devices (RFC 2544), the `start`th or the next one that is free. Routes to more
/// than 2^24 addresses are a way out and no use of them. operationFailed when all are taken.
Result<AddressRange> freeRange(const std::vector<AddressRange>& used, unsigned start);

} // namespace twinvirt::bench
