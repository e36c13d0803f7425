#include "xml/defaults_devices.h"

#include "xml/consistency.h"

#include <algorithm>
#include <array>
#include <random>

namespace twinvirt {

/// One of QEMU's range, as libvirt makes them for containers too.
static std::string randomMac() {
    std::random_device random;
    std::array<char, sizeof("52:54:00:00:00:00")> text{};
    std::uniform_int_distribution<unsigned> byte(0, 255);
    unsigned first = byte(random);
    unsigned second = byte(random);
    std::snprintf(text.data(), text.size(), "52:54:00:%02x:%02x:%02x", first, second, byte(random));
    return text.data();
}

static void complete(IpConfiguration& configuration) {
    for (IpAddress& ip : configuration.addresses)
        if (!ip.family)
            ip.family = ip.address.find(':') == std::string::npos ? "ipv4" : "ipv6";
}

/// libvirt's "unset".
template <typename T>
static void dropZero(std::optional<T>& value) {
    if (value == T{0})
        value.reset();
}

static void complete(std::optional<BandwidthLimit>& limit) {
    if (!limit)
        return;
    dropZero(limit->averageKibSec);
    dropZero(limit->peakKibSec);
    dropZero(limit->floorKibSec);
    dropZero(limit->burstKib);
    if (*limit == BandwidthLimit{})
        limit.reset();
}

static void completeLink(NetworkInterface& interface) {
    if (interface.vlan) {
        interface.vlan->trunk =
            interface.vlan->trunk.value_or(false) || interface.vlan->tags.size() > 1
                ? std::optional(true)
                : std::nullopt;
    }
    if (interface.bandwidth) {
        complete(interface.bandwidth->inbound);
        complete(interface.bandwidth->outbound);
        if (*interface.bandwidth == Bandwidth{})
            interface.bandwidth.reset();
    }
    dropZero(interface.mtu);
    if (interface.filter) // libvirt's order
        std::ranges::stable_sort(interface.filter->parameters, {}, &FilterParameter::name);
}

static void complete(NetworkInterface& interface) {
    complete(interface.hostIp);
    complete(interface.guestIp);
    completeLink(interface);
    if (interface.type == "direct" && !interface.sourceMode)
        interface.sourceMode = "vepa";
    if (interface.virtualPort == "openvswitch" && !interface.portInterfaceId)
        interface.portInterfaceId = Uuid::random();
    if (interface.script == "")
        interface.script.reset();
}

void completeDevices(Devices& devices) {
    for (NetworkInterface& interface : devices.interfaces)
        complete(interface);
    for (HostDevice& device : devices.hostDevices) {
        complete(device.guestIp);
        if (device.mode == "subsystem" && !device.managed)
            device.managed = false;
    }
    for (Filesystem& filesystem : devices.filesystems) {
        dropZero(filesystem.spaceHardLimitBytes);
        dropZero(filesystem.spaceSoftLimitBytes);
    }
}

/// virDomainDiskDefAssignAddress's reading of a target's name; empty: no name of a disk.
static std::string busOf(const std::string& target) {
    struct Prefix {
        const char* name;
        const char* bus;
    };
    constexpr std::array prefixes{Prefix{"fd", "fdc"},    Prefix{"hd", "ide"},
                                  Prefix{"vd", "virtio"}, Prefix{"sd", "scsi"},
                                  Prefix{"xvd", "xen"},   Prefix{"ubd", "uml"}};
    for (const Prefix& prefix : prefixes)
        if (target.starts_with(prefix.name))
            return prefix.bus;
    return {};
}

void completeContainerDevices(Devices& devices) {
    for (NetworkInterface& interface : devices.interfaces)
        if (!interface.mac)
            interface.mac = randomMac();
    for (Disk& disk : devices.disks)
        if (std::string bus = busOf(disk.targetDevice); !disk.targetBus && !bus.empty())
            disk.targetBus = bus;
    unsigned port = 0;
    for (CharacterDevice& serial : devices.serials) {
        if (!serial.targetPort)
            serial.targetPort = port;
        port = *serial.targetPort + 1;
    }
    if (devices.consoles.empty())
        devices.consoles.emplace_back();
    port = 0;
    for (CharacterDevice& console : devices.consoles) {
        if (!console.targetType)
            console.targetType = "lxc";
        console.targetPort = port++;
    }
}

} // namespace twinvirt
