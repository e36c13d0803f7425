#include "api/interface_list.h"

namespace twinvirt {

static std::string macOf(const NetworkInterface& interface) {
    return interface.mac.value_or("(none)");
}

Result<std::size_t> indexOfInterface(const Devices& devices, const NetworkInterface& interface) {
    for (std::size_t i = 0; i < devices.interfaces.size(); ++i)
        if (interface.mac && devices.interfaces[i].mac == interface.mac)
            return i;
    return Error{ErrorCode::operationFailed,
                 "device not found: no device matching MAC address " + macOf(interface) + " found"};
}

Result<void> addInterface(Devices& devices, const NetworkInterface& interface) {
    if (indexOfInterface(devices, interface))
        return Error{ErrorCode::operationFailed,
                     "operation failed: the domain has an interface with MAC address " +
                         macOf(interface) + " already"};
    devices.interfaces.push_back(interface);
    return {};
}

Result<void> removeInterface(Devices& devices, const NetworkInterface& interface) {
    const auto index = TRY(indexOfInterface(devices, interface));
    devices.interfaces.erase(devices.interfaces.begin() + static_cast<std::ptrdiff_t>(index));
    return {};
}

Result<void> replaceInterface(Devices& devices, const NetworkInterface& interface) {
    auto& old = devices.interfaces[TRY(indexOfInterface(devices, interface))];
    auto changed = interface;
    if (!changed.targetDevice)
        changed.targetDevice = old.targetDevice;
    if (!changed.alias)
        changed.alias = old.alias;
    old = std::move(changed);
    return {};
}

} // namespace twinvirt
