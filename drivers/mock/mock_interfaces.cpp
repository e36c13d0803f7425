#include "mock/mock_interfaces.h"

namespace twinvirt::mock {

/// As libvirt's test driver: 192.168.122.3, .4, …; inside an IPv6 address too.
Result<std::vector<InterfaceAddresses>> MockInterfaces::addresses(const DomainIdentity& identity,
                                                                  AddressSource source) {
    if (source == AddressSource::agent)
        return Error{ErrorCode::operationUnsupported, "the mock driver's guests have no agent"};
    std::vector<InterfaceAddresses> result;
    unsigned last = 3;
    for (const auto& interface : TRY(world_.find(identity))->current().devices.interfaces) {
        InterfaceAddresses found{
            interface.targetDevice.value_or(""), interface.mac.value_or(""), {}};
        found.addresses.push_back({"ipv4", "192.168.122." + std::to_string(last++), 24});
        if (source == AddressSource::inside)
            found.addresses.push_back({"ipv6", "fd00::3", 64});
        result.push_back(std::move(found));
    }
    return result;
}

Result<InterfaceStats> MockInterfaces::stats(const DomainIdentity& identity,
                                             const std::string& device) {
    for (const auto& interface : TRY(world_.find(identity))->current().devices.interfaces)
        if (device == interface.targetDevice || device == interface.mac)
            return InterfaceStats{1000, 10, 0, 0, 2000, 20, 1, std::nullopt};
    return Error{ErrorCode::invalidArgument,
                 "invalid argument: '" + device + "' is not a known interface"};
}

} // namespace twinvirt::mock
