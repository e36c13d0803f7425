#pragma once

#include "lxc/launch_spec.h"
#include "lxc/run_directory.h"
#include "util/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// What the files of a container say of its devices, each as text.
struct DeviceFiles {
    std::string spec;                   ///< RunDirectory::launchSpec()
    std::string liveXml;                ///< RunDirectory::liveXml()
    std::vector<std::string> linkNames; ///< see link_list_file.h
    std::string definition; ///< the persistent definition; empty: it is not part of the change
};

/// RunDirectory::deviceIntent(): a device that is about to come or to go, written before anything
/// is done and removed when all is done. A client that is killed in between leaves it, and the next
/// command that looks at the domain takes the device away, which came half or went half: see
/// interrupted_change.h. The launch spec in the run directory has the device all that time, so that
/// whoever releases the container meanwhile knows of it.
struct DeviceIntent {
    bool coming = false; ///< false: it is going
    std::string device;  ///< a launch spec with this one mount, node or interface
    /// Of a <filesystem> that is coming: the numbers of the mounts that were there before.
    std::vector<std::uint64_t> mounts = {};
    bool hasLayers = false;   ///< of one that is coming: had the domain an entry in layers.h?
    std::string layers = {};  ///< that entry
    std::string element = {}; ///< of its DeviceKind: "disk"
    DeviceFiles with = {};    ///< the files of the container that has the device
    DeviceFiles without = {};
};

Result<void> writeDeviceIntent(const RunDirectory& directory, const DeviceIntent& intent);
/// systemError with ENOENT when no change is under way; internalError when it is damaged.
Result<DeviceIntent> readDeviceIntent(const RunDirectory& directory);
void removeDeviceIntent(const RunDirectory& directory);

} // namespace twinvirt::lxc
