#pragma once

#include "model/kept_xml.h"
#include "model/source_line.h"

#include <optional>
#include <string>

namespace twinvirt {

/// <console type='pty'> and <serial type='pty'>
struct CharacterDevice {
    std::string type = "pty";
    std::optional<std::string> tty;        ///< live only: @tty
    std::optional<std::string> sourcePath; ///< <source path=>
    std::optional<std::string> targetType; ///< lxc, serial, virtio, isa-serial
    std::optional<unsigned> targetPort;
    std::optional<std::string> alias; ///< live only, unless it begins with "ua-"
    KeptElements kept;
    SourceLine line;

    bool operator==(const CharacterDevice&) const = default;
};

} // namespace twinvirt
