#include "benchmark/run/address_range.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <sstream>

namespace twinvirt::bench {

static constexpr std::uint32_t forBenchmarks = 0xc6120000; // 198.18.0.0
static constexpr unsigned rangeCount = 512;                // of /24 in a /15
static constexpr std::uint32_t rangeMask = 0xffffff00;
static constexpr std::uint32_t widestUse = 0xff000000;

std::string AddressRange::at(unsigned offset) const {
    const std::uint32_t address = first + offset;
    std::string text;
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        text += (text.empty() ? "" : ".") + std::to_string((address >> shift) & 0xffU);
    return text;
}

static AddressRange rangeOf(std::uint32_t address, std::uint32_t mask) {
    return {address & mask, mask};
}

std::vector<AddressRange> routedRanges(const std::string& routes) {
    std::vector<AddressRange> ranges;
    std::istringstream lines(routes);
    std::string line;
    std::getline(lines, line); // the headings
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string skipped;
        std::string destination;
        std::string mask;
        // Iface Destination Gateway Flags RefCnt Use Metric Mask …
        words >> skipped >> destination >> skipped >> skipped >> skipped >> skipped >> skipped;
        if (!(words >> mask))
            continue;
        const auto number = [](const std::string& hexadecimal) {
            return ntohl(
                static_cast<std::uint32_t>(std::strtoul(hexadecimal.c_str(), nullptr, 16)));
        };
        ranges.push_back(rangeOf(number(destination), number(mask)));
    }
    return ranges;
}

Result<std::vector<AddressRange>> usedRanges() {
    std::vector<AddressRange> ranges = routedRanges(TRY(readFile("/proc/thread-self/net/route")));
    ifaddrs* addresses = nullptr;
    if (::getifaddrs(&addresses) != 0)
        return systemError("list the addresses of this host");
    for (const ifaddrs* one = addresses; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || one->ifa_netmask == nullptr ||
            one->ifa_addr->sa_family != AF_INET)
            continue;
        const auto number = [](const sockaddr* address) {
            return ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr);
        };
        ranges.push_back(rangeOf(number(one->ifa_addr), number(one->ifa_netmask)));
    }
    ::freeifaddrs(addresses);
    return ranges;
}

static bool overlap(const AddressRange& one, const AddressRange& other) {
    const std::uint32_t both = one.mask & other.mask;
    return (one.first & both) == (other.first & both);
}

Result<AddressRange> freeRange(const std::vector<AddressRange>& used, unsigned start) {
    for (unsigned i = 0; i < rangeCount; ++i) {
        const std::uint32_t number = (start + i) % rangeCount;
        const AddressRange candidate{forBenchmarks + (number << 8U), rangeMask};
        const bool taken = std::ranges::any_of(used, [&](const AddressRange& range) {
            return range.mask >= widestUse && overlap(range, candidate);
        });
        if (!taken)
            return candidate;
    }
    return Error{ErrorCode::operationFailed,
                 "every range of 198.18.0.0/15 is in use on this host, which is set aside for "
                 "benchmarks (ip route); give one up while a benchmark has a <network>"};
}

} // namespace twinvirt::bench
