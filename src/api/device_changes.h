#pragma once

#include "api/change_scope.h"

#include <string>

namespace twinvirt {

/// A device as the user gave it: one element of <devices>, <interface …>…</interface>.
struct DeviceDocument {
    std::string fileName; ///< for messages; as the user wrote it
    std::string xml;
};

/// Optional part of a driver: adding and removing devices of a domain, running or not. With both
/// scopes the persistent definition changes only when the live change worked, and after an error
/// both are as they were.
class DeviceChanges {
  public:
    virtual ~DeviceChanges() = default;

    /// configUnsupported, with the reason and what to do instead, for a device that this kind
    /// cannot add.
    virtual Result<void> attachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) = 0;
    /// The device is found as libvirt finds it: an interface by MAC, a file system by its target.
    /// operationFailed when the domain has none that matches.
    virtual Result<void> detachDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) = 0;
    /// The device that matches gets the properties of `device`; those that cannot change while the
    /// domain runs are refused.
    virtual Result<void> updateDevice(const DomainIdentity& domain, const DeviceDocument& device,
                                      ChangeScope scope) = 0;
};

} // namespace twinvirt
