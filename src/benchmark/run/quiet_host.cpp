#include "benchmark/run/quiet_host.h"

#include <algorithm>
#include <poll.h>

namespace twinvirt::bench {

using Clock = std::chrono::steady_clock;

Result<NoiseReading> waitForQuietHost(const Gates& gates, std::chrono::milliseconds patience,
                                      const StopRequest& stop,
                                      const std::function<void(const NoiseReading&)>& waiting) {
    constexpr std::chrono::milliseconds interval{1000};
    const auto deadline = Clock::now() + patience;
    while (true) {
        NoiseReading reading = readNoise("/proc", "/sys");
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        if (left <= std::chrono::milliseconds(0) || gatesOfRun(gates, {reading, {}}).empty())
            return reading;
        waiting(reading);
        pollfd poll{stop.fd(), POLLIN, 0};
        if (::poll(&poll, 1, static_cast<int>(std::min(left, interval).count())) > 0)
            return Error{ErrorCode::operationAborted, "stopped on request"};
    }
}

} // namespace twinvirt::bench
