#pragma once

#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt {

// Network devices of this network namespace by ioctl (man 7 netdevice): what a static program of
// ours and the benchmark need, without rtnetlink. Errors are systemError and name the device.

/// An IPv4 address and the length of its network's prefix.
struct DeviceAddress {
    std::string address; ///< "198.18.0.2"
    unsigned prefix = 24;
};
/// "198.18.0.2/24"; invalidArgument for what is none.
Result<DeviceAddress> parseDeviceAddress(const std::string& text);
std::string deviceAddressText(const DeviceAddress& address);

/// The name of the device with this hardware address ("52:54:00:12:34:56", of any case); empty when
/// there is none.
Result<std::string> findDeviceByMac(const std::string& mac);
bool deviceExists(const std::string& name);
Result<void> setDeviceUp(const std::string& name, bool up);
/// Its (first) address, and the route to its network.
Result<void> setDeviceAddress(const std::string& name, const DeviceAddress& address);

/// The names of all bridges.
Result<std::vector<std::string>> listBridges();
/// An empty bridge without spanning tree, down.
Result<void> addBridge(const std::string& name);
/// Takes it down first. Its ports become free; done when there is none of the name.
Result<void> removeBridge(const std::string& name);

} // namespace twinvirt
