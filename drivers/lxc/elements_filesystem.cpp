#include "lxc/element_notes.h"

namespace twinvirt::lxc {

static bool canMount(const Filesystem& filesystem) {
    const std::string driver = filesystem.driverType.value_or("loop");
    const std::string format = filesystem.driverFormat.value_or("raw");
    return format == "raw" ? driver == "loop" || driver == "nbd"
                           : format == "qcow2" && driver == "nbd";
}

static void checkFilesystem(const Filesystem& filesystem, ElementNotes& notes) {
    const std::string parent = "devices/filesystem";
    const std::string type = parent + "[@type='" + filesystem.type + "']";
    notes.add(type, filesystem.line);
    if (notes.refuses(type))
        return;
    notes.addIf(filesystem.accessMode != "passthrough", parent + "[@accessmode]", filesystem.line);
    const bool hasDriver = filesystem.driverType || filesystem.driverFormat;
    if (filesystem.type == "file")
        notes.addIf(!canMount(filesystem), type + "/driver", filesystem.line);
    else
        notes.addIf(hasDriver, parent + "/driver", filesystem.line);
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
