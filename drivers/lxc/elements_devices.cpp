#include "lxc/element_notes.h"

namespace twinvirt::lxc {

static void checkHostDevice(const HostDevice& device, ElementNotes& notes) {
    const std::string parent = "devices/hostdev";
    const std::string rule = device.mode == "capabilities"
                                 ? parent + "[@mode='capabilities'][@type='" + device.type + "']"
                                 : parent + "[@mode='subsystem']";
    notes.add(rule, device.line);
    if (notes.refuses(rule))
        return;
    notes.addIf(!device.guestIp.addresses.empty(), parent + "/ip", device.line);
    notes.addIf(!device.guestIp.routes.empty(), parent + "/route", device.line);
    notes.addKept(parent + "/", device.kept);
}

static void checkDisk(const Disk& disk, ElementNotes& notes) {
    if (disk.type != "block" && disk.type != "file")
        return notes.add("devices/disk[@type]", "devices/disk[@type='" + disk.type + "']",
                         disk.line);
    notes.add("devices/disk[@type='" + disk.type + "']", disk.line);
    const std::string format = disk.driverType.value_or("raw");
    notes.addIf(format != "raw" && (format != "qcow2" || disk.type != "file"),
                "devices/disk[@format]", disk.line);
    notes.addKept("devices/disk/", disk.kept);
}

void checkOtherDevices(const Devices& devices, ElementNotes& notes) {
    for (const auto& disk : devices.disks)
        checkDisk(disk, notes);
    for (const auto& serial : devices.serials)
        notes.add("devices/serial", serial.line);
    for (const auto& console : devices.consoles)
        if (console.type != "pty")
            notes.add("devices/console[@type]", "devices/console[@type='" + console.type + "']",
                      console.line);
    for (const auto& device : devices.hostDevices)
        checkHostDevice(device, notes);
    notes.addKept("devices/", devices.kept);
}

} // namespace twinvirt::lxc
