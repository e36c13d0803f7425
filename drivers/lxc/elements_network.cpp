#include "lxc/element_notes.h"

namespace twinvirt::lxc {

static void checkInterface(const NetworkInterface& interface, ElementNotes& notes) {
    const std::string parent = "devices/interface";
    const std::string type = parent + "[@type='" + interface.type + "']";
    const int line = interface.line;
    notes.add(type, line);
    if (notes.refuses(type))
        return;
    const bool hasGuestIp =
        !interface.guestIp.addresses.empty() || !interface.guestIp.routes.empty();
    const bool hasHostIp = !interface.hostIp.addresses.empty() || !interface.hostIp.routes.empty();
    notes.addIf(hasHostIp, parent + "/source/ip", line);
    notes.addIf(hasGuestIp, parent + "/ip", line);
    notes.addIf(interface.vlan.has_value(), parent + "/vlan", line);
    if (const auto& port = interface.virtualPort; port && *port != "none")
        notes.add(*port == "openvswitch" ? parent + "/virtualport[@type='openvswitch']"
                                         : parent + "/virtualport",
                  line);
    notes.addIf(interface.bandwidth.has_value(), parent + "/bandwidth", line);
    notes.addIf(interface.isolated.has_value(), parent + "/port", line);
    notes.addIf(interface.script.has_value(), parent + "/script", line);
    const bool hasHostEnd = interface.type != "direct" && interface.type != "user";
    notes.addIf(interface.targetDevice.has_value(), (hasHostEnd ? parent : type) + "/target", line);
    notes.addIf(interface.portGroup.has_value(), parent + "/source/@portgroup", line);
    const auto& limits = interface.bandwidth;
    notes.addIf(limits && limits->inbound && limits->inbound->floorKibSec,
                parent + "/bandwidth/@floor", line);
    notes.addIf(interface.guestDevice.has_value(), parent + "/guest", line);
    notes.addIf(interface.model.has_value(), parent + "/model", line);
    notes.addIf(interface.backend.has_value(), parent + "/backend", line);
    notes.addIf(interface.filter.has_value(), (hasHostEnd ? parent : type) + "/filterref", line);
    notes.addIf(interface.linkUp.has_value(), parent + "/link", line);
    notes.addIf(interface.mtu.has_value(), parent + "/mtu", line);
    notes.addKept(parent + "/", interface.kept);
}

void checkInterfaces(const Devices& devices, ElementNotes& notes) {
    for (const auto& interface : devices.interfaces)
        checkInterface(interface, notes);
}

} // namespace twinvirt::lxc
