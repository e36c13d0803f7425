#pragma once

#include "model/kept_xml.h"

#include <cstdint>
#include <optional>
#include <string>

namespace twinvirt {

/// <filesystem type='mount' accessmode='passthrough'>
struct Filesystem {
    std::string type = "mount"; ///< mount, bind, ram, file, block, template, volume
    std::string accessMode = "passthrough";
    std::optional<std::string> source;        ///< @dir, @file, @dev, @name of <source>
    std::optional<std::uint64_t> ramUsageKib; ///< <source usage= units=> of type ram
    std::string target; ///< <target dir=>; the container's path, "/" is the root
    bool readOnly = false;
    KeptElements kept;
    int line = 0; ///< where it stood, for messages; no part of the value

    bool operator==(const Filesystem& other) const {
        return type == other.type && accessMode == other.accessMode && source == other.source &&
               ramUsageKib == other.ramUsageKib && target == other.target &&
               readOnly == other.readOnly && kept == other.kept;
    }
};

} // namespace twinvirt
