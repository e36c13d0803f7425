#include "lxc/element_notes.h"

namespace twinvirt::lxc {

static void checkFilesystem(const Filesystem& filesystem, ElementNotes& notes) {
    const std::string parent = "devices/filesystem";
    const std::string type = parent + "[@type='" + filesystem.type + "']";
    notes.add(type, filesystem.line);
    if (notes.refuses(type))
        return;
    notes.addIf(filesystem.accessMode != "passthrough", parent + "[@accessmode]", filesystem.line);
    notes.addIf(filesystem.driverType || filesystem.driverFormat, parent + "/driver",
                filesystem.line);
    notes.addIf(filesystem.spaceHardLimitBytes.has_value(), parent + "/space_hard_limit",
                filesystem.line);
    notes.addIf(filesystem.spaceSoftLimitBytes.has_value(), parent + "/space_soft_limit",
                filesystem.line);
    notes.addKept(parent + "/", filesystem.kept);
}

void checkFilesystems(const Devices& devices, ElementNotes& notes) {
    for (const auto& filesystem : devices.filesystems)
        checkFilesystem(filesystem, notes);
}

} // namespace twinvirt::lxc
