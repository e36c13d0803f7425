#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace twinvirt {

/// <vcpu placement='static' cpuset='0-1'>2</vcpu>
struct Vcpu {
    unsigned count = 1;
    std::optional<unsigned> current; ///< how many of them at first; absent: all
    std::string placement = "static";
    std::optional<std::string> cpuset; ///< ascending once completed: "0-1,3"

    bool operator==(const Vcpu&) const = default;
};

/// <cputune>: what both kinds have; anything else in it is kept.
struct CpuTune {
    std::optional<std::uint64_t> shares;   ///< 2..262144
    std::optional<std::uint64_t> periodUs; ///< 1000..1000000
    std::optional<std::int64_t> quotaUs;   ///< 1000..2^44-1, or negative: no limit

    bool operator==(const CpuTune&) const = default;
};

} // namespace twinvirt
