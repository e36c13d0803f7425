#pragma once

#include "model/kept_xml.h"

#include <optional>
#include <string>

namespace twinvirt {

/// <interface type='network'>
struct NetworkInterface {
    std::string type;                      ///< network, bridge, ethernet, direct, user, …
    std::optional<std::string> mac;        ///< lower case, aa:bb:cc:dd:ee:ff
    std::optional<std::string> source;     ///< @network, @bridge or @dev of <source>
    std::optional<std::string> sourceMode; ///< <source mode=> of type direct
    std::optional<std::string> targetDevice;
    std::optional<std::string> model;
    std::optional<std::string> guestDevice; ///< <guest dev=>
    KeptElements kept;
    int line = 0; ///< where it stood, for messages; no part of the value

    bool operator==(const NetworkInterface& other) const {
        return type == other.type && mac == other.mac && source == other.source &&
               sourceMode == other.sourceMode && targetDevice == other.targetDevice &&
               model == other.model && guestDevice == other.guestDevice && kept == other.kept;
    }
};

} // namespace twinvirt
