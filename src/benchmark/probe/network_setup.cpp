#include "benchmark/probe/network_setup.h"

#include "benchmark/probe/monotonic_clock.h"
#include "util/network_device.h"

#include <unistd.h>

namespace twinvirt::bench::probe {

static Result<std::string> awaitDevice(const std::string& mac) {
    constexpr std::uint64_t patience = 10'000'000'000;
    constexpr useconds_t pause = 5000;
    for (const std::uint64_t deadline = nanosecondsNow() + patience;;) {
        std::string found = TRY(findDeviceByMac(mac));
        if (!found.empty())
            return found;
        if (nanosecondsNow() > deadline)
            return Error{ErrorCode::operationFailed,
                         "there is no network device with the address " + mac +
                             " (does this kernel have a driver for it, such as virtio_net?)"};
        ::usleep(pause);
    }
}

Result<void> bringNetworkUp(const NetworkSettings& settings) {
    if (settings.mac.empty())
        return {};
    const DeviceAddress address = TRY_WITHIN("--address", parseDeviceAddress(settings.address));
    const std::string device = TRY(awaitDevice(settings.mac));
    TRY(setDeviceAddress(device, address));
    return setDeviceUp(device, true);
}

} // namespace twinvirt::bench::probe
