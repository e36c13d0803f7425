#pragma once

#include "model/ip_configuration.h"
#include "model/kept_xml.h"
#include "model/source_line.h"

#include <optional>
#include <string>

namespace twinvirt {

/// <hostdev mode='capabilities' type='storage'>: a device of the host for the guest.
struct HostDevice {
    std::string mode = "subsystem"; ///< subsystem, capabilities
    std::string type;               ///< storage, misc, net; of a subsystem usb, pci, scsi, …
    std::optional<bool> managed;    ///< of a subsystem
    /// Of mode capabilities: <block>, <char> (paths on the host) or <interface> (a link's name).
    /// The <source> of a subsystem is kept.
    std::string source;
    IpConfiguration guestIp; ///< of type net
    KeptElements kept;
    SourceLine line;

    bool operator==(const HostDevice&) const = default;
};

} // namespace twinvirt
