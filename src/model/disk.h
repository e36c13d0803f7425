#pragma once

#include "model/kept_xml.h"
#include "model/source_line.h"

#include <optional>
#include <string>

namespace twinvirt {

/// <disk type='file' device='disk'>
struct Disk {
    std::string type = "file";
    std::string device = "disk";
    std::optional<std::string> driverName;
    std::optional<std::string> driverType; ///< raw, qcow2
    std::optional<std::string> source;     ///< @file, @dev, @volume
    std::string targetDevice;
    std::optional<std::string> targetBus;
    bool readOnly = false;
    KeptElements kept;
    SourceLine line;

    bool operator==(const Disk&) const = default;
};

} // namespace twinvirt
