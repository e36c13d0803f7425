#pragma once

#include <optional>
#include <string_view>

namespace twinvirt::bench {

/// When a sample was taken.
enum class Moment {
    before,      ///< the block's first instance
    between,     ///< five times a second, while instances boot
    afterBoot,   ///< right after an instance became ready
    hold,        ///< all instances are up and left alone
    afterDelete, ///< nothing is left
};
std::string_view momentWord(Moment moment);
std::optional<Moment> momentFromWord(std::string_view word);

/// What the host and the instances used at one moment.
struct Sample {
    double time = 0; ///< seconds since the run began
    Moment moment = Moment::between;
    unsigned instances = 0;       ///< that are ready
    double usedMib = 0;           ///< MemTotal - MemAvailable of the host
    double load1 = 0;             ///< 1-minute load average
    double cpuBusyPercent = 0;    ///< of all CPUs, over the 50 ms or more before
    std::optional<double> pssMib; ///< all processes of the instances; absent when it was not read
    std::optional<double> cgroupMib; ///< absent when the instances have no cgroup of their own

    bool operator==(const Sample&) const = default;
};

} // namespace twinvirt::bench
