#pragma once

#include "model/kept_xml.h"
#include "model/source_line.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// What <source> of type overlay says beyond the directory at the top of the read-only stack:
/// <source dir='/top' upperdir='/changes' workdir='/work'><lower dir='/below'/></source>
struct Overlay {
    std::string upperDir;               ///< takes the changes
    std::string workDir;                ///< the kernel's; empty, on the file system of upperDir
    std::vector<std::string> lowerDirs; ///< below Filesystem::source, the uppermost first

    bool operator==(const Overlay&) const = default;
};

/// <filesystem type='mount' accessmode='passthrough'>
///
/// The type overlay is ours. It is a type of its own, rather than an element in type='mount', so
/// that libvirt refuses the definition instead of mounting the base writable.
struct Filesystem {
    std::string type = "mount"; ///< mount, bind, ram, file, block, template, volume, overlay
    std::string accessMode = "passthrough";   ///< passthrough, mapped, squash
    std::optional<std::string> driverType;    ///< path, handle, loop, nbd, ploop, virtiofs, mtp
    std::optional<std::string> driverFormat;  ///< raw, qcow2, …
    std::optional<std::string> source;        ///< @dir, @file, @dev, @volume, @name of <source>
    std::optional<std::string> pool;          ///< <source pool=> of type volume
    std::optional<std::uint64_t> ramUsageKib; ///< <source usage= units=> of type ram
    std::optional<Overlay> overlay;           ///< of type overlay
    std::string target; ///< <target dir=>; the container's path, "/" is the root
    bool readOnly = false;
    std::optional<std::uint64_t> spaceHardLimitBytes; ///< <space_hard_limit>
    std::optional<std::uint64_t> spaceSoftLimitBytes; ///< <space_soft_limit>
    KeptElements kept;
    SourceLine line;

    bool operator==(const Filesystem&) const = default;
};

} // namespace twinvirt
