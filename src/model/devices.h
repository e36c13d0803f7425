#pragma once

#include "model/character_device.h"
#include "model/disk.h"
#include "model/filesystem.h"
#include "model/host_device.h"
#include "model/kept_xml.h"
#include "model/network_interface.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// <devices>, in the order in which libvirt prints them.
struct Devices {
    std::optional<std::string> emulator;
    std::vector<Disk> disks;
    std::vector<Filesystem> filesystems;
    std::vector<NetworkInterface> interfaces;
    std::vector<CharacterDevice> serials;
    std::vector<CharacterDevice> consoles;
    std::vector<HostDevice> hostDevices;
    KeptElements kept;

    bool operator==(const Devices&) const = default;
};

} // namespace twinvirt
