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

void checkOtherDevices(const Devices& devices, ElementNotes& notes) {
    for (const auto& disk : devices.disks)
        notes.add("devices/disk", disk.line);
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
